/* What SQLite itself costs: a whole process that opens an existing database with the ledger's own settings
 * (src/store/sqlite/settings.rs), commits one row of 1 kB, and ends. benches/act.sh builds it against the very source
 * that rusqlite bundles, and holds era-rm's acts beside it.
 *
 * usage: baseline FILE           commits one row
 *        baseline --create FILE  makes the database
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static sqlite3 *db;

static void fail(const char *what) {
    fprintf(stderr, "baseline: %s: %s\n", what, db ? sqlite3_errmsg(db) : "no connection");
    exit(1);
}

static void run(const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql);
}

int main(int argc, char **argv) {
    int create = argc == 3 && strcmp(argv[1], "--create") == 0;
    if (argc != 2 && !create) {
        fprintf(stderr, "usage: baseline [--create] FILE\n");
        return 2;
    }
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (create) flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(argv[argc - 1], &db, flags, NULL) != SQLITE_OK) fail("open");
    sqlite3_busy_timeout(db, 30000);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;"
        "PRAGMA fullfsync = ON; PRAGMA mmap_size = 0; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
    if (create) {
        run("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
    } else {
        char body[1000];
        sqlite3_stmt *insert;
        memset(body, 'x', sizeof body);
        run("BEGIN IMMEDIATE");
        if (sqlite3_prepare_v2(db, "INSERT INTO entry (body) VALUES (?1)", -1, &insert, NULL) != SQLITE_OK) fail("prepare");
        if (sqlite3_bind_text(insert, 1, body, sizeof body, SQLITE_STATIC) != SQLITE_OK) fail("bind");
        if (sqlite3_step(insert) != SQLITE_DONE) fail("insert");
        if (sqlite3_finalize(insert) != SQLITE_OK) fail("finalize");
        run("COMMIT");
    }
    if (sqlite3_close(db) != SQLITE_OK) fail("close");
    return 0;
}
