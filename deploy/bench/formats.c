/* Text against binary results: the same prepared statement in both of PostgreSQL's formats, in turns.
   cc -O2 -I"$(pg_config --includedir)" deploy/bench/formats.c -lpq -o /tmp/formats
   /tmp/formats CONNINFO "SELECT …" [ROUNDS]   prints statements a second and bytes of values for each. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static long run(PGconn *connection, int format, double seconds, long *bytes) {
  long count = 0;
  for (double end = now() + seconds; now() < end; count++) {
    PGresult *result = PQexecPrepared(connection, "s", 0, NULL, NULL, NULL, format);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
      fprintf(stderr, "%s", PQerrorMessage(connection));
      exit(1);
    }
    *bytes = 0;
    for (int row = 0; row < PQntuples(result); row++)
      for (int column = 0; column < PQnfields(result); column++) *bytes += PQgetlength(result, row, column);
    PQclear(result);
  }
  return count;
}

int main(int count, char **arguments) {
  if (count < 3) return fprintf(stderr, "usage: formats CONNINFO STATEMENT [ROUNDS]\n"), 64;
  PGconn *connection = PQconnectdb(arguments[1]);
  if (PQstatus(connection) != CONNECTION_OK) return fprintf(stderr, "%s", PQerrorMessage(connection)), 69;
  PQclear(PQprepare(connection, "s", arguments[2], 0, NULL));
  int rounds = count > 3 ? atoi(arguments[3]) : 5;
  long statements[2] = {0, 0}, bytes[2] = {0, 0};
  for (int round = 0; round < rounds; round++)
    for (int format = 0; format < 2; format++) statements[format] += run(connection, format, 1, &bytes[format]);
  for (int format = 0; format < 2; format++)
    printf("%s: %ld/s, %ld bytes\n", format ? "binary" : "text", statements[format] / rounds, bytes[format]);
  PQfinish(connection);
}
