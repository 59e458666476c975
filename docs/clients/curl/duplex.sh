#!/bin/sh
# The REST API and the event stream of Duplex with nothing but curl and sed. Usage: duplex.sh, without arguments.
# DUPLEX_URL names the server; DUPLEX_TOKEN, or DUPLEX_EMAIL and DUPLEX_PASSWORD, say who you are.
set -u
url=${DUPLEX_URL:-http://localhost:3000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The string of a field of one line of JSON. For more than that, take jq.
field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# request METHOD PATH [curl arguments]: the body to stdout. A refusal is problem+json: its sentence to stderr, and 1.
# Repeats what curl takes for passing (408, 429, 5xx, a refused connection), as Retry-After says.
request() {
  method=$1 path=$2
  shift 2
  status=$(curl --silent --show-error --retry 5 --retry-connrefused --max-time 30 --request "$method" \
    ${token:+--header "Authorization: Bearer $token"} --output "$folder/body" --dump-header "$folder/headers" \
    --write-out '%{http_code}' "$@" "$url$path") || return 1
  case $status in
    2?? | 304) cat "$folder/body" ;;
    *)
      printf '%s %s: %s\n' "$status" "$(field code <"$folder/body")" "$(field detail <"$folder/body")" >&2
      return 1
      ;;
  esac
}

sign_in() {
  token=${DUPLEX_TOKEN:-}
  [ -n "$token" ] && return
  # Read from stdin: what stands on a command line is seen by everybody on the machine.
  answer=$(printf '{"email":"%s","password":"%s","session":"token"}' "${DUPLEX_EMAIL:-}" "${DUPLEX_PASSWORD:-}" |
    request POST /api/auth/sign-in/email --header 'Content-Type: application/json' --data-binary @-) || exit 1
  token=$(printf '%s' "$answer" | field token)
}

# Asks with the ETag of what is there: 304 costs headers and no body. Slower where nothing happens, up to 5 s.
follow() {
  tag='""' seconds=1
  : >"$folder/body"
  while request GET "/api/v1/documents/$1/content?format=markdown" --header "If-None-Match: $tag" >"$folder/text"; do
    if [ "$status" = 304 ]; then
      seconds=$((seconds < 5 ? seconds + 1 : 5))
    else
      seconds=1
      tag=$(sed -n 's/^[Ee][Tt][Aa][Gg]: *//p' "$folder/headers" | tr -d '\r')
      cat "$folder/text"
      printf '\n'
    fi
    sleep "$seconds"
  done
  exit 1
}

# Lines of an event stream to lines of "name data"; the newest id, and a refusal, to files.
read_stream() {
  name=message
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'id: '*) printf '%s' "${line#id: }" >"$folder/last" ;;
      'event: '*) name=${line#event: } ;;
      'data: '*) [ "$name" = ready ] || printf '%s %s\n' "$name" "${line#data: }" ;;
      '{'*) printf '%s' "$line" >"$folder/problem" ;;
    esac
  done
}

# One stream after the other, each behind the last event of the one before. --speed-time: 45 s of silence end one.
events() {
  last=${1:-} bound=1
  while :; do
    rm -f "$folder/last" "$folder/problem"
    curl --silent --show-error --no-buffer --speed-limit 1 --speed-time 45 --fail-with-body \
      --header "Authorization: Bearer $token" ${last:+--header "Last-Event-ID: $last"} "$url/api/v1/events" |
      read_stream
    if grep -qs '"status":40[13]' "$folder/problem"; then fail "$(field detail <"$folder/problem")"; fi
    bound=$((bound < 32 ? bound * 2 : 32))
    if [ -s "$folder/last" ]; then last=$(cat "$folder/last") bound=1; fi
    # Anywhere between nothing and the bound, so that many clients do not come back as one.
    sleep "$(awk -v bound="$bound" 'BEGIN { srand(); printf "%.2f", rand() * bound }')"
  done
}

case ${1:-} in
  list | read | events | follow) sign_in ;;
esac
case ${1:-} in
  list) request GET /api/v1/documents && printf '\n' ;;
  read) request GET "/api/v1/documents/${2:?which document?}/content?format=markdown" ;;
  events) events "${2:-}" ;;
  follow) follow "${2:?which document?}" ;;
  *) fail "usage: $0 list | read ID | events [AFTER] | follow ID" ;;
esac
