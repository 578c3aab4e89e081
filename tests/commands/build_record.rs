//! `build record`.

use crate::support::page::Page;

#[test]
fn build_record() {
    let mut page = Page::of("build record");
    page.at(3);
    page.no(4, "dev", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    page.at(4);
    page.no(5, "tess", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    page.no(2, "rhea", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    page.no(3, "dev", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact nowhere.tar");
    page.no(2, "dev", "build record 4.2.0 --build b-1 --source 9f3c1aa --artifact era-ingest.tar=sha256:12");
    page.no(2, "dev", "build record 4.2.0 --build b-1 --source 9f3c1aa");
    page.no(2, "dev", "build record 4.2.0 --build 'b 1' --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    page.done("dev", "build record 4.2.0 --build b-1 --source 9f3c1aa --environment 'build host 3' --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar");
    page.no(7, "dev", "build record 4.2.0 --build b-1 --source 51d0be7 --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar");
    page.no(6, "dev", "build record 4.2.0 --build b-2 --source 51d0be7 --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar");
    page.at(9);
    page.done("rhea", "build record 4.2.0 --build b-2 --source 51d0be7 --builder dev --reason 'a late finding' --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar");
    page.at(10);
    page.no(4, "dev", "build record 4.2.0 --build b-2 --source 51d0be7 --reason 'a late finding' --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar");
    page.keep();
}
