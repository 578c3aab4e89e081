"""A letter of 200 OCRs and 2,000 artifacts: how long each form takes, and the most memory it holds.

usage: benches/letter.py LEDGER [BINARY]      LEDGER is made by: ERA_RM_KEEP_LARGE=LEDGER cargo test --test main -- letters::large
"""

import os
import statistics
import sys

from processes import spawn

LIMITS = (1000, 100)  # milliseconds, MB


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = sys.argv[2] if len(sys.argv) > 2 else "target/release/era-rm"
    state = os.environ.get("TMPDIR", "/tmp")
    env = {"PATH": os.environ["PATH"], "HOME": state, "ERA_RM_LEDGER": sys.argv[1]}
    over = False
    for form in os.environ.get("FORMS", "text markdown html").split():
        runs = [spawn([binary, "letter", "show", "4.2.0", "--form", form], env) for _ in range(7)]
        took, held = statistics.median(r[0] for r in runs), max(r[2] for r in runs)
        over |= took > LIMITS[0] or held > LIMITS[1]
        print(f"{form:9} {took:7.0f} ms  {held:6.0f} MB")
    sys.exit(1 if over else 0)


main()
