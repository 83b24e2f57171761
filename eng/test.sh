#!/usr/bin/env bash
# Runs the test command that README.md tells people to run, and ends with the line "N passed, N failed". Exit code 0 only if
# all test modules ran to their end and nothing failed.
set -euo pipefail
cd "$(dirname "$0")/.."

command=$(grep -m1 -E '^dotnet test( |$)' README.md) || {
  echo "eng/test.sh: README.md has no line that begins with 'dotnet test'." >&2
  exit 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

status=0
echo "\$ $command"
$command 2>&1 | tee "$log" || status=$?

# The summary, which dotnet test writes last, sums up the modules.
count() { sed -n "s/^  $1: \([0-9]*\)\$/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)

if [ -z "$passed" ] || [ -z "$failed" ]; then
  echo "eng/test.sh: '$command' ended with exit code $status and without a summary." >&2
  passed=0 failed=1
elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  echo "eng/test.sh: '$command' ended with exit code $status although no test failed: a test module did not end well." >&2
  failed=1
elif [ "$passed" -eq 0 ]; then
  echo "eng/test.sh: '$command' ran no test." >&2
  failed=1
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
