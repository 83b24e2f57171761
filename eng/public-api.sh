#!/usr/bin/env bash
# Adds to src/<project>/PublicAPI.Unshipped.txt what the build says is public and not listed. Review the diff: a line
# there is a promise. Usage: eng/public-api.sh [project], default Baton.
set -euo pipefail
cd "$(dirname "$0")/.."
project=${1:-Baton}
file=src/$project/PublicAPI.Unshipped.txt
missing=$(dotnet build -c Release --nologo -v q "src/$project" 2>&1 | grep -oP "RS0016: Symbol '\K[^']+" | sort -u || true)
if [ -n "$missing" ]; then
  { grep '^#' "$file"; { grep -v '^#' "$file" || true; printf '%s\n' "$missing"; } | sed '/^$/d' | LC_ALL=C sort -u; } > "$file.new"
  mv "$file.new" "$file"
fi
