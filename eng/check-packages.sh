#!/usr/bin/env bash
# Packs what is published and looks into it: readme, licence, documentation, symbols; that the library is analyzed for AOT and
# trimming (the build then fails on any warning of theirs); that the tool can be installed from its package and started; and
# that a program which references the analyzers' package is warned by them.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fail() { echo "eng/check-packages.sh: $1" >&2; exit 1; }

# needs PACKAGE PATTERN WHAT: some file in the package matches the pattern. (grep reads to the end, here and below: one that
# stops at the first match breaks the pipe, which pipefail takes for a failure.)
needs() { unzip -Z1 "$out"/"$1" | grep -E "$2" > /dev/null || fail "$1 has no $3 ($2)."; }

for project in Baton Baton.Analyzers.CodeFixes Baton.Checker Baton.Cli; do
  dotnet pack "src/$project" -c Release --no-build --nologo -v q -o "$out"
done

version=$(dotnet msbuild src/Baton -getProperty:Version)
for package in Baton Baton.Analyzers Baton.Checker Baton.Cli; do
  file=$package.$version.nupkg
  needs "$file" '^README\.md$' "readme"
  unzip -p "$out/$file" "$package.nuspec" | grep '<license type="expression">MIT</license>' > /dev/null || fail "$file has no licence."
  unzip -p "$out/$file" "$package.nuspec" | grep '<readme>README.md</readme>' > /dev/null || fail "$file does not show its readme."
  # The analyzers have their symbols inside: a compiler does not fetch any.
  [ "$package" = Baton.Analyzers ] || needs "$package.$version.snupkg" "/$package\.pdb\$" "symbols"
done

for library in Baton Baton.Checker; do
  needs "$library.$version.nupkg" "^lib/net10\.0/$library\.dll\$" "assembly"
  needs "$library.$version.nupkg" "^lib/net10\.0/$library\.xml\$" "documentation"
done

for assembly in Baton.Analyzers Baton.Analyzers.CodeFixes; do
  needs "Baton.Analyzers.$version.nupkg" "^analyzers/dotnet/cs/$assembly\.dll\$" "analyzers"
done
unzip -Z1 "$out/Baton.Analyzers.$version.nupkg" | grep '^lib/' > /dev/null && fail "Baton.Analyzers gives programs a reference."
unzip -p "$out/Baton.Analyzers.$version.nupkg" Baton.Analyzers.nuspec | grep -E '<dependency |<group ' > /dev/null \
  && fail "Baton.Analyzers has a dependency."

# The library depends on nothing but the platform.
unzip -p "$out/Baton.$version.nupkg" Baton.nuspec | grep '<dependency ' > /dev/null && fail "Baton has a dependency."

for analyzer in EnableAotAnalyzer EnableTrimAnalyzer EnableSingleFileAnalyzer; do
  [ "$(dotnet msbuild src/Baton -getProperty:$analyzer)" = true ] || fail "src/Baton is built without $analyzer."
done

dotnet tool install Baton.Cli --version "$version" --tool-path "$out/tools" --add-source "$out" > /dev/null
"$out/tools/baton" --help > /dev/null || fail "The installed tool does not start."

mkdir "$out/misuse"
cat > "$out/misuse/misuse.csproj" << EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestoreSources>$out</RestoreSources>
    <RestorePackagesPath>$out/restored</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Baton" Version="$version" />
    <PackageReference Include="Baton.Analyzers" Version="$version" />
  </ItemGroup>
</Project>
EOF
echo 'class Misuse { void M(Baton.HandoffMutex mutex) { lock (mutex) { } } }' > "$out/misuse/Misuse.cs"
built=$(dotnet build "$out/misuse" --nologo -v q) || fail "A program that references the packages does not build: $built"
grep 'warning BATON001' <<< "$built" > /dev/null || fail "A program that misuses the mutex is not warned: $built"

echo "Baton, Baton.Analyzers, Baton.Checker and Baton.Cli $version: complete."
