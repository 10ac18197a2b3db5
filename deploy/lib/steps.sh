# Runs the steps of deploy/test: times them, keeps their output, adds up what ran. Sourced, never run.

STEP_NAMES=() STEP_TIMES=() STEP_RESULTS=()
FAILED_STEPS=0

# Runs the step $1: its output is shown and kept in $LOGS; a failure is counted, and returned.
step() {
  local name=$1 began=$SECONDS status=0
  shift
  say "" "== $name"
  attended tee_to "$LOGS/${name//[^a-zA-Z0-9]/-}.log" "$@" || status=$?
  STEP_NAMES+=("$name")
  STEP_TIMES+=($((SECONDS - began)))
  if [ "$status" -eq 0 ]; then
    STEP_RESULTS+=(ok)
  else
    STEP_RESULTS+=("FAILED ($status)")
    FAILED_STEPS=$((FAILED_STEPS + 1))
  fi
  return "$status"
}

# Runs a command with its output both shown and kept; its own status is what counts.
tee_to() {
  local log=$1 child='' status=0
  shift
  trap '[ -z "$child" ] || kill -TERM "$child" 2>/dev/null; [ -z "$child" ] || wait "$child"; exit 143' TERM
  "$@" > >(tee "$log") 2>&1 </dev/null &
  child=$!
  wait "$child" || status=$?
  return "$status"
}

# Prints the table of steps and, last, the totals of the test programs.
print_results() {
  local index passed failed
  say "" "Steps:"
  for index in "${!STEP_NAMES[@]}"; do
    printf '  %5d s  %-42s %s\n' "${STEP_TIMES[$index]}" "${STEP_NAMES[$index]}" "${STEP_RESULTS[$index]}"
  done
  printf '  %5d s  in all\n\n' "$SECONDS"
  cat "$LOGS"/*.log 2>/dev/null | grep -aE 'Test run with [0-9]+ test|^=+ .*(passed|failed|error).* in [0-9.]+' || true
  read -r passed failed < <("$TOOLS_PYTHON" "$ROOT/deploy/lib/totals.py" "$LOGS" 2>/dev/null || echo 0 0)
  printf '%d passed, %d failed\n' "$passed" "$failed"
}
