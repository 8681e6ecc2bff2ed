#!/usr/bin/env bash
# Installs what test/real runs against: SLURM and Chromium, of Debian or Ubuntu. Tests skip, visibly, what is missing.
set -euo pipefail

# Program, and the package that has it.
needed=(
  "slurmctld slurmctld"
  "slurmd slurmd"
  "sbatch slurm-client"
  "chromium chromium"
  "python3 python3-minimal"
)

missing=()
for entry in "${needed[@]}"; do
  read -r program package <<<"$entry"
  command -v "$program" >/dev/null || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "install-test-engines: everything is there"
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-test-engines: ${missing[*]} missing; needs root and apt-get to install them" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
# Services are not to be started: tests start their own, on loopback.
apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" fonts-dejavu-core
