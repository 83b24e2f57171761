#!/usr/bin/env bash
# Packs what is published and looks into it: readme, licence, documentation, symbols; that the library is analyzed for AOT and
# trimming (the build then fails on any warning of theirs); that the tool can be installed from its package and started.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fail() { echo "eng/check-packages.sh: $1" >&2; exit 1; }

# needs PACKAGE PATTERN WHAT: some file in the package matches the pattern. (grep reads to the end, here and below: one that
# stops at the first match breaks the pipe, which pipefail takes for a failure.)
needs() { unzip -Z1 "$out"/"$1" | grep -E "$2" > /dev/null || fail "$1 has no $3 ($2)."; }

for project in Baton Baton.Checker Baton.Cli; do
  dotnet pack "src/$project" -c Release --no-build --nologo -v q -o "$out"
done

version=$(dotnet msbuild src/Baton -getProperty:Version)
for package in Baton Baton.Checker Baton.Cli; do
  file=$package.$version.nupkg
  needs "$file" '^README\.md$' "readme"
  unzip -p "$out/$file" "$package.nuspec" | grep '<license type="expression">MIT</license>' > /dev/null || fail "$file has no licence."
  unzip -p "$out/$file" "$package.nuspec" | grep '<readme>README.md</readme>' > /dev/null || fail "$file does not show its readme."
  needs "$package.$version.snupkg" "/$package\.pdb\$" "symbols"
done

for library in Baton Baton.Checker; do
  needs "$library.$version.nupkg" "^lib/net10\.0/$library\.dll\$" "assembly"
  needs "$library.$version.nupkg" "^lib/net10\.0/$library\.xml\$" "documentation"
done

# The library depends on nothing but the platform.
unzip -p "$out/Baton.$version.nupkg" Baton.nuspec | grep '<dependency ' > /dev/null && fail "Baton has a dependency."

for analyzer in EnableAotAnalyzer EnableTrimAnalyzer EnableSingleFileAnalyzer; do
  [ "$(dotnet msbuild src/Baton -getProperty:$analyzer)" = true ] || fail "src/Baton is built without $analyzer."
done

dotnet tool install Baton.Cli --version "$version" --tool-path "$out/tools" --add-source "$out" > /dev/null
"$out/tools/baton" --help > /dev/null || fail "The installed tool does not start."

echo "Baton, Baton.Checker and Baton.Cli $version: complete."
