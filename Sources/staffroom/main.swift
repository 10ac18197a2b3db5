print("staffroom")
