#!/usr/bin/env bash
# The main job on a made-up city: two nights under real Airflow, then the scorecard and the page.
# Whatever happens, the suppliers' systems it started are stopped again.
set -euo pipefail
citydb() { "${BIN:-.venv/bin}/citydb" "$@"; }

was_up=$(citydb suppliers status --json 2> /dev/null | grep -c '"is_up": true, "url": "http' || true)
citydb simulate --citizens "${CITIZENS:-85000}" --from 2024-01-15 --to 2024-01-16 --seed "${SEED:-1}"
trap '[ "$was_up" != 0 ] || citydb suppliers down' EXIT
citydb suppliers up --detach
nights=0
citydb nightly --from 2024-01-15 --to 2024-01-16 --at 02:00 || nights=$?
citydb report
exit "$nights"
