import Domain
import Foundation
import Postgres
import Testing

/// Searches every column of every table of the schema, whatever tables there are, for traces of a person.
struct Leftovers {
  let services: Services

  /// Searches in this database from now on.
  init(_ services: Services) async throws {
    self.services = services
    try await services.pool.execute(
      """
      CREATE OR REPLACE FUNCTION test_leftovers(patterns text[]) RETURNS TABLE (place text, hits bigint)
      LANGUAGE plpgsql AS $$
      DECLARE c record;
      BEGIN
        FOR c IN
          SELECT t.table_name, s.column_name, s.udt_name FROM information_schema.tables t
          JOIN information_schema.columns s ON s.table_schema = t.table_schema AND s.table_name = t.table_name
          WHERE t.table_schema NOT IN ('pg_catalog', 'information_schema') AND t.table_type = 'BASE TABLE'
        LOOP
          place := c.table_name || '.' || c.column_name;
          EXECUTE format('SELECT count(*) FROM %I WHERE %s ILIKE ANY ($1)', c.table_name,
            CASE WHEN c.udt_name = 'bytea' THEN format('encode(%I, ''escape'')', c.column_name)
              ELSE format('%I::text', c.column_name) END) INTO hits USING patterns;
          IF hits > 0 THEN RETURN NEXT; END IF;
        END LOOP;
      END $$
      """)
    try await services.pool.execute(
      """
      CREATE OR REPLACE FUNCTION test_reached(tables text[], patterns text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
      DECLARE target text; ids text[]; known text[] := patterns; size int; seen text[];
      BEGIN
        LOOP
          size := cardinality(known);
          seen := '{}';
          FOREACH target IN ARRAY tables LOOP
            EXECUTE format('SELECT array_agg(to_jsonb(r) ->> ''id'') FROM %I r WHERE r::text ILIKE ANY ($1)', target)
              INTO ids USING known;
            CONTINUE WHEN ids IS NULL;
            seen := array_append(seen, target);
            known := ARRAY(SELECT unnest(known) UNION SELECT '%' || i || '%' FROM unnest(ids) i WHERE length(i) = 36);
          END LOOP;
          EXIT WHEN cardinality(known) = size;
        END LOOP;
        RETURN QUERY SELECT unnest(seen);
      END $$
      """)
  }

  /// These tables and all that hang on them by foreign keys, however far along.
  func hanging(on roots: [String]) async throws -> Set<String> {
    Set(
      try await services.pool.query(
        """
        WITH RECURSIVE hanging (id) AS (
          SELECT r::regclass::oid FROM unnest(\(roots)::text[]) r
          UNION SELECT c.conrelid FROM pg_constraint c JOIN hanging h ON h.id = c.confrelid WHERE c.contype = 'f')
        SELECT c.relname::text AS name FROM hanging h JOIN pg_class c ON c.oid = h.id
        """
      ).map { try $0.decode("name", as: String.self) })
  }

  /// Those of some tables in which a row has one of these texts, or the identifier of a row of them that has.
  func reached(from texts: [String], among tables: Set<String>) async throws -> Set<String> {
    Set(
      try await services.pool.query(
        "SELECT test_reached(\(tables.sorted()), \(texts.map { "%\($0)%" })) AS name"
      ).map { try $0.decode("name", as: String.self) })
  }

  /// The columns in which any of these texts stands.
  func places(of texts: [String]) async throws -> [String] {
    try await services.pool.query(
      "SELECT place FROM test_leftovers(\(texts.map { "%\($0)%" })) ORDER BY place"
    ).map { try $0.decode("place") }
  }

  /// The tables among them.
  func tables(of texts: [String]) async throws -> Set<String> {
    Set(try await places(of: texts).compactMap { $0.split(separator: ".").first.map(String.init) })
  }
}
