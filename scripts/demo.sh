#!/usr/bin/env bash
# The main job on a made-up city: two nights under real Airflow, then the scorecard and the page.
# Whatever happens, the suppliers' systems it started are stopped again.
set -euo pipefail
citydb() { "${BIN:-.venv/bin}/citydb" "$@"; }

if citydb suppliers status --json | grep -A 1 '"kind": "http"' | grep '"is_up": true' > /dev/null; then
    stop() { :; } # they were up before, and stay so
else
    stop() { citydb suppliers down; }
fi
citydb simulate --citizens "${CITIZENS:-85000}" --from 2024-01-15 --to 2024-01-16 --seed "${SEED:-1}"
trap stop EXIT
citydb suppliers up --detach
nights=0
citydb nightly --from 2024-01-15 --to 2024-01-16 --at 02:00 || nights=$?
citydb report
exit "$nights"
