#!/bin/sh
# Puts docker-credential-ecr onto this machine and sets it up from the environment. One line for a workspace:
#
#   curl -fsSL ADDRESS/bootstrap.sh | sh
#
# Safe to run at every start, in a prebuild where no person is, and twice at once. `--help` tells the rest.
# Everything is in functions, and the last line calls the first of them: a script that was cut does nothing.
set -eu
umask 022

# Where releases are downloaded from: a folder with SHA256SUMS and the files that it names. `make release` writes the
# release's own address here.
RELEASE_URL=''

SYSTEM_PREFIX='/usr/local'
AWS_CLI_URL='https://awscli.amazonaws.com'
PLUGIN_URL='https://s3.amazonaws.com/session-manager-downloads/plugin/latest'

# The public keys that AWS signs with, and their fingerprints, as its documentation has them ("Installing or updating
# to the latest version of the AWS CLI", "Verify the signature of the Session Manager plugin").
AWS_CLI_FINGERPRINT='FB5DB77FD5C118B80511ADA8A6310ACC4672475C'
AWS_CLI_KEY='
mQINBF2Cr7UBEADJZHcgusOJl7ENSyumXh85z0TRV0xJorM2B/JL0kHOyigQluUGZMLhENaG0bYatdrKP+3H91lvK050pXwnO/R7fB/FSTouki4ciIx5Ou
LlnJZIxSzxPqGl0mkxImLNbGWoi6Lto0LYxqHN2iQtzlwTVmq9733zd3XfcXrZ3+LblHAgEt5GTfNxEKJ8soPLyWmwDH6HWCnjZ/aIQRBTIQ05uVeEoYxS
h6wOai7ss/KveoSNBbYzgbdzoqI2Y8cgH2nbfgp3DSasaLZEdCSsIsK1u05CinE7k2qZ7KgKAUIcT/cR/grkC6VwsnDU0OUCideXcQ8WeHutqvgZH1JgKD
bznoIzeQHJD238GEu+eKhRHcz8/jeG94zkcgJOz3KbZGYMiTh277Fvj9zzvZsbMBCedV1BTg3TqgvdX4bdkhf5cH+7NtWOlrFj6UwAsGukBTAOxC0l/dnS
mZhJ7Z1KmEWilro/gOrjtOxqRQutlIqG22TaqoPGfYVN+en3Zwbt97kcgZDwqbuykNt64oZWc4XKCa3mprEGC3IbJTBFqglXmZ7l9ywGEEUJYOlb2XrSuP
Wml39beWdKM8kzr1OjnlOm6+lpTRCBfo0wa9F8YZRhHPAkwKkXXDeOGpWRj4ohOx0d2GWkyV5xyN14p2tQOCdOODmz80yUTgRpPVQUtOEhXQARAQABtCFB
V1MgQ0xJIFRlYW0gPGF3cy1jbGlAYW1hem9uLmNvbT6JAlQEEwEIAD4CGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AWIQT7Xbd/1cEYuAURraimMQrMRn
JHXAUCakV0ygUJDqP4lQAKCRCmMQrMRnJHXFHjD/9eyZLYcKuQOlLvtqSDtUBiEZf6ZZjMi3ygYH8rJNtuToUH+HvSpe819urJCquXhDrlK6N+aqW0hCLt
NABJG/vsafIgvIYJhSGgpgtNnQyMV1jViRWqPjbouw8OkYKBThUfT1i2Y+wn58ifs6ODBCmTexWtXspASi+Gt49xDOW0APmbOPnI+a4HJW6tVEo6MWS0Wj
zpiBayR3d1A4pt4YrPfSdDgpLoh2SLQqlRqvvVZJaWBjhkErNFpfsBA06sDcPEOb0G8LBUbR4WOcdvhe5LubJbZuxCAG9kNPCVeQP1ixwjgjXKysaxeQ6r
v0VzIQgRp6tLVLWhy6AKDNvLjFSsmXZ1Wl08Y/RlOHXlzLuQMRE6sR1wOdRxc9TsrNWTGiBK65cvSWOy03JeBkQQ8pesqltiyxI9U21kkgiXtTSKNGfKK8
pO27D81YANhRqPK7iTp6kuFiY2WtOg90KTMNlIT+Ff85Y2b1rHj6Z0SrCkJujhWk3IBPic/wJgz01LEc/OAdUPlby90RJZcIBhSlWhT7mXnXIOc0HWlNQr
ns2s3CTyYwZSiSlYe9ApeLwhjDo8NhbFuCAy61l6O5UsR4AfZxx/rGKv2wFb1/RN/P4gNe6vmxZAPjR0AQcwD3tc2McimOLr/22kmPz8IH3I0X7WoSFr0B
izE91G7bb0hOb/cA=='
PLUGIN_FINGERPRINT='7959637124CE093AD501D47A2C4D4AFF6F6757EE'
PLUGIN_KEY='
mFIEZ5ERQxMIKoZIzj0DAQcCAwQjuZy+IjFoYg57sLTGhF3aZLBaGpzB+gY6j7IxP7NqbpXyjVj8a+dy79gSd64OEaMxUb7vw/jug+CfRXwVGRMNtIBBV1
MgU1NNIFNlc3Npb24gTWFuYWdlciA8c2Vzc2lvbi1tYW5hZ2VyLXBsdWdpbi1zaWduZXJAYW1hem9uLmNvbT4gKEFXUyBTeXN0ZW1zIE1hbmFnZXIgU2Vz
c2lvbiBNYW5hZ2VyIFBsdWdpbiBMaW51eCBTaWduZXIgS2V5KYkBAAQQEwgAqAUCZ5ERQ4EcQVdTIFNTTSBTZXNzaW9uIE1hbmFnZXIgPHNlc3Npb24tbW
FuYWdlci1wbHVnaW4tc2lnbmVyQGFtYXpvbi5jb20+IChBV1MgU3lzdGVtcyBNYW5hZ2VyIFNlc3Npb24gTWFuYWdlciBQbHVnaW4gTGludXggU2lnbmVy
IEtleSkWIQR5WWNxJM4JOtUB1HosTUr/b2dX7gIeAwIbAwIVCAAKCRAsTUr/b2dX7rO1AQCa1kig3lQ78W/QHGU76uHx3XAyv0tfpE9UoQBCIwFLSgEA3P
DHt3lZ+s6m9JLGJsy+Cp5ZFzpiF6RgluR/2gA861M='

usage() {
  cat <<'USAGE'
Usage: bootstrap.sh [--with-aws-cli] [--with-session-manager-plugin] [--no-from-env]

Downloads docker-credential-ecr for this machine, checks its sum, installs it into /usr/local/bin (if that may be
written to, else into ~/.local/bin), and runs `docker-credential-ecr install --from-env` if the environment has what
that needs. What is there already is not downloaded again.

  --with-aws-cli                 also install the AWS CLI from AWS, unless there is one; checks AWS's signature
  --with-session-manager-plugin  also install the Session Manager plugin from AWS, likewise
  --no-from-env                  don't run `docker-credential-ecr install --from-env`
  --help                         this text

Environment:
  DOCKER_CREDENTIAL_ECR_BASE_URL     the folder of the release: https://…, or http://… for a server of your own
  DOCKER_CREDENTIAL_ECR_VERSION      this version rather than the newest; if it is there, nothing is downloaded
  DOCKER_CREDENTIAL_ECR_AWS_CLI_URL, DOCKER_CREDENTIAL_ECR_SESSION_MANAGER_PLUGIN_URL
                                     mirrors of AWS's folders; AWS's signatures are checked all the same

Exit status: 0 when all is done, 1 when something failed (what was there stays, and a program that was there is set
up all the same), 2 for unknown options.
USAGE
}

main() {
  with_aws_cli='' with_plugin='' from_env=yes
  for option in "$@"; do
    case $option in
      --with-aws-cli) with_aws_cli=yes ;;
      --with-session-manager-plugin) with_plugin=yes ;;
      --no-from-env) from_env='' ;;
      --help | -h) usage && exit 0 ;;
      *)
        say "unknown option $(shown "$option")"
        usage >&2
        exit 2
        ;;
    esac
  done

  scratch='' stage='' made_bin_dir='' child='' program=''
  trap clean_up EXIT
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/docker-credential-ecr.XXXXXX" 2>/dev/null) ||
    fail "can't write to ${TMPDIR:-/tmp}; set TMPDIR to a directory that has space and may be written to"

  find_machine
  find_prefix
  [ -z "$with_aws_cli$with_plugin" ] || check_machine_for_aws_programs
  install_program
  [ -z "$with_aws_cli" ] || install_aws_cli
  [ -z "$with_plugin" ] || install_plugin
  [ -z "$from_env" ] || set_up_from_environment
}

# --- what is said, and how it ends

say() { printf 'bootstrap.sh: %s\n' "$*" >&2; }

fail() {
  say "$*"
  # A workspace that starts while nothing can be downloaded goes on with the program that it has.
  if [ -n "$from_env" ] && is_to_set_up && [ -n "$(version_of "$program")" ]; then
    "$program" install --from-env </dev/null >&2 || true
  fi
  exit 1
}

clean_up() {
  status=$?
  trap '' HUP INT TERM # nothing interrupts this
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  [ -z "$scratch" ] || rm -rf "$scratch"
  [ -z "$stage" ] || rm -rf "$stage"
  # A directory that was made for nothing; it goes if it is empty.
  [ -z "$made_bin_dir" ] || rmdir "$bin_dir" "$prefix" 2>/dev/null || true
  exit "$status"
}

stop() {
  say 'interrupted; nothing was changed by the step that was under way'
  exit "$1"
}

has() { command -v "$1" >/dev/null 2>&1; }

# A setting as one line, without the user and password that an address may hold.
shown() { printf '%s' "$1" | tr -c '[:print:]' '?' | sed 's|//[^/]*@|//|'; }

# The first line that a program said when it was started, without the shell's name and line number.
first_line() { sed -n '1s/^[^ ]*: \(line \)\{0,1\}[0-9][0-9]*: //; 1p' "$1"; }

# The last line that a program said, without its name and the time.
last_line() { sed -n '$s/^[a-z]*: //; $s/^[-0-9]* [:0-9]* //; $p' "$1"; }

# --- the machine

find_machine() {
  system=$(uname -s) machine=$(uname -m)
  case $system in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "there is no build for $system; there are builds for Linux and macOS" ;;
  esac
  case $machine in
    x86_64 | amd64) cpu=x64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) fail "there is no build for $machine; there are builds for x86_64 and arm64" ;;
  esac
  libc=''
  if [ $os = darwin ]; then
    # A shell that is translated says x86_64 on an arm64 machine.
    [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" != 1 ] || cpu=arm64
  elif uses_musl; then
    libc=-musl
  fi
  target=$os-$cpu$libc
}

# ldd belongs to the C library, and musl's names itself (and fails). Without ldd, the loader tells.
uses_musl() {
  if has ldd; then
    case $(ldd --version 2>&1 || true) in
      *musl*) return 0 ;;
      *) return 1 ;;
    esac
  fi
  for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
    [ ! -e $loader ] || return 1
  done
  for loader in /lib/ld-musl-*.so.1; do
    [ -e "$loader" ] && return 0
  done
  return 1
}

find_prefix() {
  if [ -d "$SYSTEM_PREFIX/bin" ] && [ -w "$SYSTEM_PREFIX/bin" ]; then
    prefix=$SYSTEM_PREFIX
  else
    [ -n "${HOME:-}" ] || fail "$SYSTEM_PREFIX/bin can't be written to and HOME is not set; set HOME"
    prefix=$HOME/.local
  fi
  bin_dir=$prefix/bin
}

# Makes a directory beside the programs, so that what is finished there gets its name by a rename.
make_stage() {
  [ -z "$stage" ] || return 0
  [ -d "$bin_dir" ] || made_bin_dir=yes
  if ! { mkdir -p "$bin_dir" && stage=$(mktemp -d "$bin_dir/.docker-credential-ecr.XXXXXX"); } 2>/dev/null; then
    fail "can't write to $bin_dir; give $(id -un 2>/dev/null || echo you) the permission to, or run this as root"
  fi
}

# --- downloads

# download ADDRESS FILE. The address comes from a file: arguments are for everybody on the machine to read.
download() {
  where=$(shown "$1")
  case $1 in
    *[!][A-Za-z0-9:/@._~%+=,-]*) fail "the address $where holds characters that no address has here" ;;
    https://*) protocols='=https' ;;
    http://*) protocols='=http,https' ;;
    *) fail "$where is no address: it must begin with https://" ;;
  esac
  if has curl; then
    printf 'url = "%s"\n' "$1" >"$scratch/address"
    curl --config "$scratch/address" --output "$2" --fail --silent --show-error --location --globoff \
      --proto "$protocols" --proto-redir "$protocols" --tlsv1.2 \
      --connect-timeout 20 --speed-limit 1 --speed-time 60 --retry 2 2>"$scratch/said" </dev/null &
  elif wget --version 2>/dev/null | grep -q '^GNU Wget'; then # busybox has one that doesn't check certificates
    printf '%s\n' "$1" >"$scratch/address"
    wget --input-file="$scratch/address" --output-document="$2" --no-verbose \
      --timeout=60 --tries=2 --waitretry=1 2>"$scratch/said" </dev/null &
  else
    fail 'neither curl nor GNU wget is here; install curl'
  fi
  # In the background, so that the shell acts on a signal at once.
  child=$!
  status=0
  wait "$child" || status=$?
  child=''
  rm -f "$scratch/address"
  [ $status -eq 0 ] && return 0
  # curl may explain at length what it said in a line.
  reason=$(sed -n 's/^curl: ([0-9]*) //p' "$scratch/said" | sed -n '$p')
  [ -n "$reason" ] || reason=$(last_line "$scratch/said")
  rm -f "$2"
  fail "can't download $where: ${reason:-status $status}$stays"
}

sum_of() {
  if has sha256sum; then
    sha256sum <"$1"
  elif has shasum; then
    shasum -a 256 <"$1"
  elif has openssl; then
    openssl dgst -sha256 -r <"$1"
  else
    fail 'no sha256sum, shasum or openssl is here to check what was downloaded; install one'
  fi
}

# check_signature FILE FILE.sig KEY FINGERPRINT NAME
check_signature() {
  printf '%s\n' "$3" | base64 -d >"$scratch/key.gpg"
  [ -d "$scratch/gnupg" ] || mkdir -m 700 "$scratch/gnupg"
  if has gpgv; then
    gpgv --homedir "$scratch/gnupg" --keyring "$scratch/key.gpg" --status-fd 1 "$2" "$1" \
      >"$scratch/verdict" 2>"$scratch/said" </dev/null || true
  else
    gpg --homedir "$scratch/gnupg" --batch --no-default-keyring --keyring "$scratch/key.gpg" --trust-model always \
      --no-auto-key-retrieve --status-fd 1 --verify "$2" "$1" \
      >"$scratch/verdict" 2>"$scratch/said" </dev/null || true
  fi
  # VALIDSIG is for a good signature by that key, also where our copy of the key has run out: AWS puts the date off,
  # and the key stays.
  if ! grep -q "^\[GNUPG:\] VALIDSIG .*$4" "$scratch/verdict" ||
    grep -Eq '^\[GNUPG:\] (BADSIG|ERRSIG|EXPSIG|REVKEYSIG) ' "$scratch/verdict"; then
    fail "$5 has no good signature by AWS's key $4; nothing of it was installed"
  fi
}

# --- docker-credential-ecr

install_program() {
  wanted=${DOCKER_CREDENTIAL_ECR_VERSION:-}
  wanted=${wanted#v}
  case $wanted in
    *[!A-Za-z0-9.+-]*) fail "DOCKER_CREDENTIAL_ECR_VERSION is no version: $(shown "$wanted")" ;;
  esac
  program=$(command -v docker-credential-ecr 2>/dev/null) || program=$bin_dir/docker-credential-ecr
  installed=$(version_of "$program")
  stays=''
  [ -z "$installed" ] || stays="; docker-credential-ecr $installed stays in $program"
  if [ -n "$wanted" ] && [ "$installed" = "$wanted" ]; then
    say "docker-credential-ecr $installed is there already: $program"
    return
  fi

  find_build
  if [ "$installed" = "$version" ]; then
    say "docker-credential-ecr $installed is there already: $program"
    return
  fi
  make_stage
  say "downloading docker-credential-ecr $version for $target"
  download "$base/$file" "$stage/packed"
  found=$(sum_of "$stage/packed")
  found=${found%% *}
  [ "$found" = "$sum" ] ||
    fail "$(shown "$base/$file") is not what SHA256SUMS says: expected $sum, found $found$stays"
  gzip -dc <"$stage/packed" >"$stage/docker-credential-ecr" 2>"$scratch/said" ||
    fail "can't unpack $file into $bin_dir: $(last_line "$scratch/said")$stays"
  chmod 755 "$stage/docker-credential-ecr"
  starts || { sign && starts; } || fail_to_start
  put docker-credential-ecr
  say "docker-credential-ecr $version is installed: $program"
  tell_path
}

starts() { [ "$(version_of "$stage/docker-credential-ecr")" = "$version" ]; }

# The build for macOS on x86-64 carries the signature of the runtime it was made from, which doesn't fit it any more.
# macOS may refuse it for that; signing it anew, in nobody's name, mends it.
sign() {
  [ "$target" = darwin-x64 ] && has codesign &&
    codesign --force --sign - "$stage/docker-credential-ecr" >/dev/null 2>&1 </dev/null
}

# The version that a program says it has; nothing when there is no program or it doesn't run.
version_of() {
  [ -f "$1" ] && [ -x "$1" ] || return 0
  answer=$("$1" --version 2>/dev/null </dev/null) || return 0
  printf '%s\n' "${answer##* }"
}

# Finds out which version the release has, and the file and its sum for this machine.
find_build() {
  base=${DOCKER_CREDENTIAL_ECR_BASE_URL:-$RELEASE_URL}
  base=${base%/}
  [ -n "$base" ] ||
    fail 'no release address is known; set DOCKER_CREDENTIAL_ECR_BASE_URL to the address that bootstrap.sh came from'
  list=SHA256SUMS
  if [ -n "$wanted" ]; then
    # On GitHub every version has an address of its own; a plain folder holds several lists.
    base=$(printf '%s\n' "$base" | sed "s|/latest/download\$|/download/v$wanted|")
    list=docker-credential-ecr-$wanted-SHA256SUMS
  fi
  download "$base/$list" "$scratch/sums"
  file='' sum='' version=''
  while read -r line_sum line_file rest || [ -n "$line_sum" ]; do
    line_file=${line_file#\*}
    case $line_file in
      docker-credential-ecr-*-"$target.gz") ;;
      *) continue ;;
    esac
    file=$line_file sum=$line_sum
    version=${file#docker-credential-ecr-}
    version=${version%"-$target.gz"}
    break
  done <"$scratch/sums"
  : "${rest:=}"
  case $version in
    '' | *[!A-Za-z0-9.+-]*) fail "$(shown "$base/$list") names no build for $target$stays" ;;
  esac
  [ -z "$wanted" ] || [ "$version" = "$wanted" ] ||
    fail "$(shown "$base/$list") is about version $version, not $wanted$stays"
  case $sum in
    *[!0-9a-f]*) fail "$(shown "$base/$list") has no sum for $file$stays" ;;
  esac
  [ ${#sum} -eq 64 ] || fail "$(shown "$base/$list") has no sum for $file$stays"
}

fail_to_start() {
  "$stage/docker-credential-ecr" --version >"$scratch/said" 2>&1 </dev/null || true
  reason=$(first_line "$scratch/said")
  [ -z "$libc" ] || reason="$reason; on Alpine it needs: apk add libstdc++"
  fail "$file does not run on this machine: ${reason:-it says nothing}$stays"
}

# put NAME: gives a finished file its name. A rename: who runs the former one goes on, and nobody sees half of one.
put() {
  [ ! -d "$bin_dir/$1" ] || fail "$bin_dir/$1 is a directory; move it away"
  mv -f "$stage/$1" "$bin_dir/$1" || fail "can't write to $bin_dir"
  program_path=$bin_dir/$1
  [ "$1" != docker-credential-ecr ] || program=$program_path
}

tell_path() {
  case ":$PATH:" in
    *":$bin_dir:"*) ;;
    *)
      say "$bin_dir is not on PATH, and Docker looks for it there: export PATH=\"$bin_dir:\$PATH\""
      return
      ;;
  esac
  first=$(command -v docker-credential-ecr || true)
  [ "$first" = "$program" ] || say "PATH finds $first first; remove that one, or put $bin_dir before it"
}

# --- what AWS publishes

check_machine_for_aws_programs() {
  [ $os = linux ] || fail 'the AWS programs are installed on Linux only; on macOS: brew install awscli session-manager-plugin'
  [ -z "$with_aws_cli" ] || [ -z "$libc" ] || fail 'AWS has no AWS CLI for musl; on Alpine: apk add aws-cli'
}

aws_cli_is_there() { has aws || [ -e "$bin_dir/aws" ]; }

install_aws_cli() {
  stays=''
  if aws_cli_is_there; then
    say "the AWS CLI is there already: $(command -v aws || echo "$bin_dir/aws")"
    return
  fi
  has unzip || fail '--with-aws-cli needs unzip; install it'
  has gpgv || has gpg || fail '--with-aws-cli needs gpgv or gpg to check the signature; install one'
  make_stage
  case $cpu in x64) zip=awscli-exe-linux-x86_64.zip ;; *) zip=awscli-exe-linux-aarch64.zip ;; esac
  from=${DOCKER_CREDENTIAL_ECR_AWS_CLI_URL:-$AWS_CLI_URL}
  say 'downloading the AWS CLI'
  download "${from%/}/$zip" "$stage/$zip"
  download "${from%/}/$zip.sig" "$scratch/$zip.sig"
  check_signature "$stage/$zip" "$scratch/$zip.sig" "$AWS_CLI_KEY" "$AWS_CLI_FINGERPRINT" "$zip"
  unzip -q "$stage/$zip" -d "$stage" >"$scratch/said" 2>&1 </dev/null ||
    fail "can't unpack $zip in $bin_dir: $(last_line "$scratch/said")"
  # AWS's own installer works in the stage; the version's folder, whole, then gets its place.
  "$stage/aws/install" -i "$stage/aws-cli" -b "$stage/bin" >"$scratch/said" 2>&1 </dev/null ||
    fail "AWS's installer failed: $(last_line "$scratch/said")"
  aws_version=$(cd "$stage/aws-cli/v2" && find . -mindepth 1 -maxdepth 1 -type d | sed -n 's|^\./||; 1p')
  [ -x "$stage/aws-cli/v2/$aws_version/bin/aws" ] || fail "AWS's installer left no aws"
  place=$prefix/aws-cli/v2
  mkdir -p "$place" 2>/dev/null || fail "can't write to $prefix"
  if [ ! -x "$place/$aws_version/bin/aws" ]; then
    rm -rf "${place:?}/$aws_version" # half of one, left by an installer that was killed
    mv "$stage/aws-cli/v2/$aws_version" "$place/" 2>"$scratch/said" ||
      [ -x "$place/$aws_version/bin/aws" ] || # made meanwhile by another run
      fail "can't write to $place: $(last_line "$scratch/said")"
  fi
  link "$place/$aws_version" "$place/current"
  link "$place/current/bin/aws_completer" "$bin_dir/aws_completer"
  link "$place/current/bin/aws" "$bin_dir/aws"
  say "the AWS CLI $aws_version is installed: $bin_dir/aws"
}

# link TARGET NAME, atomically.
link() {
  rm -f "$stage/link"
  if ! { ln -s "$1" "$stage/link" && mv -f -T "$stage/link" "$2"; } 2>/dev/null; then
    fail "can't make the link $2"
  fi
}

install_plugin() {
  stays=''
  if has session-manager-plugin || [ -e "$bin_dir/session-manager-plugin" ]; then
    say "the Session Manager plugin is there already: $(command -v session-manager-plugin || echo "$bin_dir/session-manager-plugin")"
    return
  fi
  has gpgv || has gpg || fail '--with-session-manager-plugin needs gpgv or gpg to check the signature; install one'
  has dpkg-deb || has ar || fail '--with-session-manager-plugin needs dpkg-deb or ar to unpack it; install one'
  make_stage
  case $cpu in x64) folder=ubuntu_64bit ;; *) folder=ubuntu_arm64 ;; esac
  from=${DOCKER_CREDENTIAL_ECR_SESSION_MANAGER_PLUGIN_URL:-$PLUGIN_URL}
  deb=session-manager-plugin.deb
  say 'downloading the Session Manager plugin'
  download "${from%/}/$folder/$deb" "$stage/$deb"
  download "${from%/}/$folder/$deb.sig" "$scratch/$deb.sig"
  check_signature "$stage/$deb" "$scratch/$deb.sig" "$PLUGIN_KEY" "$PLUGIN_FINGERPRINT" "$deb"
  mkdir "$stage/deb"
  unpack_deb >"$scratch/said" 2>&1 </dev/null || fail "can't unpack $deb in $bin_dir: $(last_line "$scratch/said")"
  # One program is all that it needs; the package's scripts would only link it and want root.
  mv "$stage/deb/usr/local/sessionmanagerplugin/bin/session-manager-plugin" "$stage/" 2>/dev/null ||
    fail "$deb has no session-manager-plugin"
  chmod 755 "$stage/session-manager-plugin"
  "$stage/session-manager-plugin" --version >"$scratch/said" 2>&1 </dev/null ||
    fail "AWS's session-manager-plugin does not run on this machine: $(first_line "$scratch/said")"
  put session-manager-plugin
  say "the Session Manager plugin $(sed -n 1p "$scratch/said") is installed: $bin_dir/session-manager-plugin"
}

unpack_deb() {
  if has dpkg-deb; then
    dpkg-deb -x "$stage/$deb" "$stage/deb"
  else
    (cd "$stage/deb" && ar x "../$deb" && tar -xf data.tar.*)
  fi
}

# --- the environment

# Whether the environment has what `install --from-env` needs. A role alone may be for the token in a file, which is
# used as it is.
is_to_set_up() {
  [ -n "${AWS_SSO_URL:-}${AWS_ROLE_NAME:-}${IDP_AWS_ROLE_ARN:-}" ] ||
    { [ -n "${AWS_ROLE_ARN:-}" ] && [ -z "${AWS_WEB_IDENTITY_TOKEN_FILE:-}" ]; }
}

set_up_from_environment() {
  if is_to_set_up; then
    "$program" install --from-env </dev/null || exit 1
  elif [ -n "${AWS_WEB_IDENTITY_TOKEN_FILE:-}" ]; then
    say 'AWS_WEB_IDENTITY_TOKEN_FILE gives credentials; what is left: docker-credential-ecr install REGISTRY'
  else
    say 'neither AWS_SSO_URL nor AWS_ROLE_ARN is set, so nothing was set up; later: docker-credential-ecr install --from-env'
  fi
}

main "$@"
