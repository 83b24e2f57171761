#!/usr/bin/env bash
# Every relative link in a Markdown file, and every docs/….md that a source file cites, leads to a file that exists.
set -euo pipefail
cd "$(dirname "$0")/.."

broken=0
while IFS=: read -r file target; do
  target=${target%%#*}
  [ -n "$target" ] || continue
  if [ ! -e "$(dirname "$file")/$target" ]; then
    echo "$file: there is no $target" >&2
    broken=1
  fi
done < <(git ls-files '*.md' | xargs grep -oHE '\]\([^)]+\)' | sed -E 's/\]\(([^)]*)\)$/\1/' | grep -vE ':(https?|mailto):')

while IFS=: read -r file target; do
  if [ ! -e "$target" ]; then
    echo "$file: there is no $target" >&2
    broken=1
  fi
done < <(git ls-files '*.cs' '*.csproj' '*.props' '*.sh' | xargs grep -oHE 'docs/[A-Za-z0-9/_-]+\.md')

exit $broken
