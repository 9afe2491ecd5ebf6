#!/usr/bin/env bash
# Runs steps that need each other, two at a time: sourced by .ci/run.
#
#   step <name> <budget in seconds> <names that must have ended, with commas> <command>
#   run_steps
#
# A step starts when those it needs have ended, in the order of the list. Its output goes to build/steps/<name>.log, and is
# printed whole when it ends. The first that fails stops the others. A budget is printed beside what the step took, and is
# no limit: machines differ.

step_names=()
declare -A step_budget step_needs step_command step_started step_took step_cpu
step() {
  step_names+=("$1")
  step_budget[$1]=$2 step_needs[$1]=$3
  step_command[$1]=${*:4}
}

# Whether a step is yet to be started and has all it needs.
is_ready() {
  [ -z "${step_started[$1]:-}" ] || return
  local need
  for need in ${step_needs[$1]//,/ }; do [ -n "${step_took[$need]:-}" ] || return; done
}

next_step() {
  local name
  for name in "${step_names[@]}"; do is_ready "$name" && echo "$name" && return; done
}

# In a group of processes of its own, so that all of them can be stopped; behind its log stand the processors' seconds.
start_step() {
  local log=build/steps/$1.log
  printf '==> %s starts  [%d s]\n' "$1" $SECONDS
  step_started[$1]=$SECONDS
  (
    set +e
    (set -e; eval "${step_command[$1]}") > "$log" 2>&1
    status=$?
    times > "$log.times"
    exit $status
  ) < /dev/null &
  running[$!]=$1
}

# Prints a step that ended; gives its status.
end_step() {
  local name=$1 status=$2
  step_took[$name]=$((SECONDS - step_started[$name]))
  # The second line of `times` is about children, as 1m2.34s 0m5.67s.
  step_cpu[$name]=$(awk -F '[ms ]+' 'NR == 2 { printf "%d", ($1 + $3) * 60 + $2 + $4 + 0.5 }' "build/steps/$name.log.times")
  printf '\n==> %s: %s\n' "$name" "${step_command[$name]}"
  cat "build/steps/$name.log"
  [ "$status" = 0 ] || printf '\n==> %s FAILED with %d\n' "$name" "$status"
  printf '==> %s ended after %d s  [%d s]\n\n' "$name" "${step_took[$name]}" $SECONDS
  return "$status"
}

run_steps() {
  local -A running=()
  local name pid status
  mkdir -p build/steps
  set -m
  trap 'for pid in "${!running[@]}"; do kill -- "-$pid" 2> /dev/null; done' EXIT
  while true; do
    while [ ${#running[@]} -lt 2 ] && name=$(next_step) && [ -n "$name" ]; do start_step "$name"; done
    [ ${#running[@]} -gt 0 ] || break
    status=0
    wait -n -p pid || status=$?
    name=${running[$pid]}
    unset "running[$pid]"
    end_step "$name" "$status" || exit "$status"
  done
  set +m
  trap - EXIT
  [ ${#step_took[@]} -eq ${#step_names[@]} ] || { echo 'some steps need what there is not' >&2; exit 1; }
}

# What each step took beside its budget, and the seconds that its processes had a processor.
print_steps() {
  local name mark
  printf '%-12s %6s %6s %6s\n' step took budget cpu
  for name in "${step_names[@]}"; do
    mark=
    [ "${step_took[$name]}" -le "${step_budget[$name]}" ] || mark='  beyond'
    printf '%-12s %6d %6d %6d%s\n' "$name" "${step_took[$name]}" "${step_budget[$name]}" "${step_cpu[$name]}" "$mark"
  done
}
