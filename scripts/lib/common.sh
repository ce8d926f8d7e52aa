# Sourced by the other scripts: where things are, and the tools on PATH.
# shellcheck shell=bash
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export HOLDFAST_TOOLS=${HOLDFAST_TOOLS:-$HOME/.cache/holdfast-tools}
[ -n "${HOLDFAST_READY:-}" ] || scripts/setup
export HOLDFAST_READY=1
# shellcheck source=/dev/null
. "$HOLDFAST_TOOLS/env.sh"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
