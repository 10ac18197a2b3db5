/// The commonest passwords that are long enough to be allowed at all, and the words they are made of.
enum CommonPasswords {
  /// Whole passwords, in lower case.
  static let whole: Set<String> = [
    "123456789012", "1234567890123", "12345678901234", "123456789012345", "1234567890123456",
    "12345678910", "123456789101", "1234567891011", "123456789123", "123123123123", "112233445566",
    "098765432109", "987654321098", "0987654321098", "121212121212", "123321123321", "147258369147",
    "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1q2w3e4r5t6y7u8i", "q1w2e3r4t5y6", "q1w2e3r4t5y6u7i8",
    "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "zaq12wsxcde3", "zaq1xsw2cde3", "qazwsxedcrfv", "qwertyuiop12",
    "qwertyuiop123", "qwertyuiopas", "qwertyuiop[]", "qwertyuiopasdfghjkl", "asdfghjkl;'#", "zxcvbnm,./12",
    "qwerty123456", "qwerty1234567", "qwerty12345678", "qwerty123456789", "123456qwerty", "123qweasdzxc",
    "qweasdzxc123", "asdfghjkl123", "abcd12345678", "abc123456789", "a1b2c3d4e5f6", "aa1234567890",
    "password1234", "password12345", "password123456", "passw0rd1234", "p@ssw0rd1234", "p@ssword1234",
    "passwordpassword", "password123!", "password1234!", "mypassword123", "iloveyou1234", "iloveyou12345",
    "letmeinplease", "letmein12345", "letmein123456", "welcome12345", "welcome123456", "changeme1234",
    "changemenow!", "trustno1trustno1", "correcthorsebatterystaple", "correct horse battery staple",
    "g_czechout", "jordan23jordan", "michael12345", "charlie12345", "superman1234", "batman123456",
    "football1234", "liverpool1234", "arsenal12345", "chelsea12345", "manchester123", "london123456",
    "summer202020", "administrator", "administrator1", "administrator123", "opensesame123", "startrek1234",
    "starwars1234", "pokemon12345", "minecraft1234", "facebook1234", "computer1234", "internet1234",
    "princess1234", "sunshine1234", "monkey123456", "dragon123456", "shadow123456", "master123456",
  ]

  /// Words that digits and signs around them do not make harder to guess.
  static let words: Set<String> = [
    "password", "passwort", "passphrase", "passwd", "letmein", "welcome", "changeme", "iloveyou", "qwerty",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "admin", "administrator", "superman", "batman",
    "football", "liverpool", "arsenal", "chelsea", "manchester", "london", "england", "princess", "sunshine",
    "monkey", "dragon", "shadow", "master", "charlie", "michael", "jordan", "summer", "winter", "spring",
    "autumn", "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "teacher", "teaching", "headteacher", "school", "primaryschool", "secondaryschool", "academy",
    "classroom", "staffroom", "thurrock", "thurrockcouncil", "essex", "grays", "council", "governor",
    "induction", "recruiter", "applicant", "computer", "internet", "whatever", "secret", "secretword",
    "trustno", "starwars", "pokemon", "minecraft", "abc", "abcd", "abcdef", "test", "testing", "tester",
    "user", "guest", "login", "hello", "helloworld", "default", "example",
  ]
}
