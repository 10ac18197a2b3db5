import Foundation
import Postgres

extension SchoolImportStaging {
  /// Fills `school_import` from `school_import_raw`: typed values, what was known, and the problems of each row.
  /// A row that names an authority outside the scope is left out; one that names none is a problem.
  static func compareStatement(_ scope: [AuthorityID], _ present: [RegisterColumn]) -> Statement {
    let has = { (column: RegisterColumn) in present.contains(column) }
    return """
      INSERT INTO school_import (line, raw_urn, urn, authority_id, organisation_id, was_status, problems, la_code,
        name, phase, status, establishment_number, type_code, type_name, opened_on, closed_on, low_age, high_age,
        religious_character, ukprn, street, locality, address3, town, postcode, website, telephone, trust_name,
        easting, northing)
      SELECT t.line, t.raw_urn, t.urn, t.authority_id, coalesce(s.organisation_id, uuid_v7(now())), s.status,
        array_remove(ARRAY[
          CASE WHEN t.raw_urn IS NULL THEN 'The URN is missing.' WHEN t.urn IS NULL THEN
            format('“%s” is not a URN: it has five or six digits.', left(t.raw_urn, 40)) END,
          CASE WHEN t.raw_la_code IS NULL THEN 'The code of the authority is missing.'
            WHEN t.authority_id IS NULL THEN
            format('“%s” is not the code of an authority: it has three digits.', left(t.raw_la_code, 40)) END,
          CASE WHEN s.la_code <> t.la_code THEN
            format('The school belongs to authority %s here. Moving it is not part of an import.', s.la_code) END,
          CASE WHEN t.name IS NULL THEN 'The name is missing.'
            WHEN length(t.name) > 200 THEN 'The name is longer than 200 characters.' END,
          CASE WHEN t.raw_phase IS NULL THEN 'The phase of education is missing.' WHEN t.phase IS NULL THEN
            format('“%s” is not a known phase of education.', left(t.raw_phase, 40)) END,
          CASE WHEN t.raw_status IS NULL THEN 'The status is missing.' WHEN t.status IS NULL THEN
            format('“%s” is not a known status.', left(t.raw_status, 40)) END,
          CASE WHEN t.raw_opened_on IS NOT NULL AND t.opened_on IS NULL THEN
            format('The opening date “%s” is not a date like 31-08-2014.', left(t.raw_opened_on, 40)) END,
          CASE WHEN t.raw_closed_on IS NOT NULL AND t.closed_on IS NULL THEN
            format('The closing date “%s” is not a date like 31-08-2014.', left(t.raw_closed_on, 40)) END,
          CASE WHEN t.low_age !~ '^[0-9]{1,2}$' OR t.high_age !~ '^[0-9]{1,2}$' THEN
            'The statutory ages are not whole numbers under 100.' END,
          CASE WHEN t.establishment_number !~ '^[0-9]{1,4}$' THEN
            'The establishment number does not have one to four digits.' END,
          CASE WHEN t.ukprn !~ '^[0-9]{8}$' THEN 'The UKPRN does not have eight digits.' END,
          CASE WHEN t.easting !~ '^-?[0-9]{1,8}$' OR t.northing !~ '^-?[0-9]{1,8}$' THEN
            'The grid reference is not a pair of whole numbers.' END
        ], NULL),
        t.la_code, t.name, t.phase, t.status,
        CASE WHEN NOT \(has(.establishmentNumber)) THEN s.establishment_number ELSE t.establishment_number END,
        CASE WHEN NOT \(has(.typeCode)) THEN s.type_code ELSE t.type_code END,
        CASE WHEN NOT \(has(.typeName)) THEN s.type_name ELSE t.type_name END,
        CASE WHEN NOT \(has(.openedOn)) THEN s.opened_on ELSE t.opened_on END,
        CASE WHEN NOT \(has(.closedOn)) THEN s.closed_on ELSE t.closed_on END,
        CASE WHEN NOT \(has(.lowAge)) THEN s.low_age
          WHEN t.low_age ~ '^[0-9]{1,2}$' THEN t.low_age::smallint END,
        CASE WHEN NOT \(has(.highAge)) THEN s.high_age
          WHEN t.high_age ~ '^[0-9]{1,2}$' THEN t.high_age::smallint END,
        CASE WHEN NOT \(has(.religiousCharacter)) THEN s.religious_character ELSE t.religious_character END,
        CASE WHEN NOT \(has(.ukprn)) THEN s.ukprn ELSE t.ukprn END,
        CASE WHEN NOT \(has(.street)) THEN s.street ELSE t.street END,
        CASE WHEN NOT \(has(.locality)) THEN s.locality ELSE t.locality END,
        CASE WHEN NOT \(has(.address3)) THEN s.address3 ELSE t.address3 END,
        CASE WHEN NOT \(has(.town)) THEN s.town ELSE t.town END,
        CASE WHEN NOT \(has(.postcode)) THEN s.postcode ELSE t.postcode END,
        CASE WHEN NOT \(has(.website)) THEN s.website ELSE t.website END,
        CASE WHEN NOT \(has(.telephone)) THEN s.telephone ELSE t.telephone END,
        CASE WHEN NOT \(has(.trustName)) THEN s.trust_name ELSE t.trust_name END,
        CASE WHEN NOT \(has(.easting)) THEN s.easting WHEN t.easting ~ '^-?[0-9]{1,8}$' THEN t.easting::int END,
        CASE WHEN NOT \(has(.northing)) THEN s.northing
          WHEN t.northing ~ '^-?[0-9]{1,8}$' THEN t.northing::int END
      FROM (\(fragment: readStatement(scope))) t
      LEFT JOIN school s ON s.urn = t.urn
      """
  }

  /// Each value is cleaned once, in a common table expression that is materialised for that reason.
  private static func readStatement(_ scope: [AuthorityID]) -> Statement {
    """
    WITH clean AS MATERIALIZED (
      SELECT line, register_text(urn) AS urn, register_text(la_code) AS la_code, register_text(name) AS name,
        register_text(phase) AS phase, register_text(status) AS status,
        register_text(establishment_number) AS establishment_number, register_text(type_code) AS type_code,
        register_text(type_name) AS type_name, register_text(opened_on) AS opened_on,
        register_text(closed_on) AS closed_on, register_text(low_age) AS low_age,
        register_text(high_age) AS high_age, register_text(religious_character) AS religious_character,
        register_text(ukprn) AS ukprn, register_text(street) AS street, register_text(locality) AS locality,
        register_text(address3) AS address3, register_text(town) AS town, register_text(postcode) AS postcode,
        register_text(website) AS website, register_text(telephone) AS telephone,
        register_text(trust_name) AS trust_name, register_text(easting) AS easting,
        register_text(northing) AS northing
      FROM school_import_raw
    )
    SELECT c.line, c.urn AS raw_urn, CASE WHEN c.urn ~ '^[1-9][0-9]{4,5}$' THEN c.urn::int END AS urn,
      c.la_code AS raw_la_code, a.id AS authority_id, a.code AS la_code, c.name, c.phase AS raw_phase,
      CASE lower(c.phase)
        WHEN 'nursery' THEN 'nursery' WHEN 'primary' THEN 'primary' WHEN 'secondary' THEN 'secondary'
        WHEN 'middle deemed primary' THEN 'middle' WHEN 'middle deemed secondary' THEN 'middle'
        WHEN 'all-through' THEN 'all-through' WHEN 'all through' THEN 'all-through'
        WHEN '16 plus' THEN '16-plus' WHEN 'not applicable' THEN 'not-applicable' END AS phase,
      c.status AS raw_status,
      CASE lower(replace(c.status, ',', ''))
        WHEN 'open' THEN 'open' WHEN 'closed' THEN 'closed' WHEN 'proposed to open' THEN 'proposed to open'
        WHEN 'open but proposed to close' THEN 'open but proposed to close' END AS status,
      c.establishment_number, c.type_code, c.type_name,
      c.opened_on AS raw_opened_on, register_date(c.opened_on) AS opened_on,
      c.closed_on AS raw_closed_on, register_date(c.closed_on) AS closed_on, c.low_age, c.high_age,
      nullif(c.religious_character, 'Does not apply') AS religious_character, c.ukprn, c.street, c.locality,
      c.address3, c.town, upper(c.postcode) AS postcode, c.website, c.telephone, c.trust_name, c.easting,
      c.northing
    FROM clean c
    LEFT JOIN authority a ON a.code = c.la_code AND a.id = ANY(\(scope.map(\.rawValue)))
    WHERE a.id IS NOT NULL OR c.la_code IS NULL OR c.la_code !~ '^[0-9]{3}$'
    """
  }

  /// Makes the organisations of schools that were not known.
  static func addOrganisations(_ now: Date, _ today: CivilDate) -> Statement {
    """
    INSERT INTO organisation (id, authority_id, kind, name, created_at, closed_on)
    SELECT organisation_id, authority_id, 'school', name, \(now),
      CASE WHEN status = 'closed' THEN coalesce(closed_on, \(today)) END
    FROM school_import WHERE problems = '{}' AND was_status IS NULL
    """
  }

  /// Adds the schools that were not known.
  static func addSchools(_ now: Date) -> Statement {
    """
    INSERT INTO school (organisation_id, urn, la_code, name, phase, status, establishment_number, type_code,
      type_name, opened_on, closed_on, low_age, high_age, religious_character, ukprn, street, locality, address3,
      town, postcode, website, telephone, trust_name, easting, northing, updated_at)
    SELECT organisation_id, urn, la_code, name, phase, status, establishment_number, type_code,
      type_name, opened_on, closed_on, low_age, high_age, religious_character, ukprn, street, locality, address3,
      town, postcode, website, telephone, trust_name, easting, northing, \(now)
    FROM school_import WHERE problems = '{}' AND was_status IS NULL
    """
  }

  /// Follows a school's name and closing in its organisation.
  static func changeOrganisations(_ today: CivilDate) -> Statement {
    """
    UPDATE organisation o SET name = i.name,
      closed_on = CASE WHEN i.status = 'closed' THEN coalesce(i.closed_on, o.closed_on, \(today)) END
    FROM school_import i
    WHERE o.id = i.organisation_id AND i.problems = '{}' AND i.was_status IS NOT NULL
      AND (o.name, o.closed_on) IS DISTINCT FROM (i.name,
        CASE WHEN i.status = 'closed' THEN coalesce(i.closed_on, o.closed_on, \(today)) END)
    """
  }

  /// Changes the schools of which the file says something else, and counts them.
  static func changeSchools(_ now: Date) -> Statement {
    """
    WITH changed AS (
      UPDATE school s SET name = i.name, phase = i.phase, status = i.status,
        establishment_number = i.establishment_number, type_code = i.type_code, type_name = i.type_name,
        opened_on = i.opened_on, closed_on = i.closed_on, low_age = i.low_age, high_age = i.high_age,
        religious_character = i.religious_character, ukprn = i.ukprn, street = i.street, locality = i.locality,
        address3 = i.address3, town = i.town, postcode = i.postcode, website = i.website, telephone = i.telephone,
        trust_name = i.trust_name, easting = i.easting, northing = i.northing, version = s.version + 1,
        updated_at = \(now)
      FROM school_import i
      WHERE s.organisation_id = i.organisation_id AND i.problems = '{}' AND i.was_status IS NOT NULL
        AND (s.name, s.phase, s.status, s.establishment_number, s.type_code, s.type_name, s.opened_on,
          s.closed_on, s.low_age, s.high_age, s.religious_character, s.ukprn, s.street, s.locality, s.address3,
          s.town, s.postcode, s.website, s.telephone, s.trust_name, s.easting, s.northing)
        IS DISTINCT FROM (i.name, i.phase, i.status, i.establishment_number, i.type_code, i.type_name,
          i.opened_on, i.closed_on, i.low_age, i.high_age, i.religious_character, i.ukprn, i.street, i.locality,
          i.address3, i.town, i.postcode, i.website, i.telephone, i.trust_name, i.easting, i.northing)
      RETURNING i.status = 'closed' AND i.was_status <> 'closed' AS closes
    )
    SELECT count(*) FILTER (WHERE closes) AS closed, count(*) FILTER (WHERE NOT closes) AS changed FROM changed
    """
  }
}
