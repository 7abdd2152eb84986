#!/bin/bash
# Makes the file store of the current directory a service of systemd: a unit that serves it in the foreground, and a
# socket, so that nobody who connects while it is started anew is turned away.
#
#   cd /srv/files && sudo /path/to/setup_systemd.sh --port 9000
set -euo pipefail

DEFAULT_NAME=httpd_uploads.service
NAME=$DEFAULT_NAME
HOST=0.0.0.0
PORT=9000
LOG_LEVEL=DEBUG
LISTEN=5
BUFFER=4096
DEFAULT=NO
YES=NO
PRINT=NO
BINARY=
UNIT_DIR=
SYSTEM_UNIT_DIR=/lib/systemd/system
HAS_NAME=NO
PROJECT_DIR=$PWD
SCRIPT_DIR=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)

usage() {
    cat <<EOF
Usage: setup_systemd.sh [options]

Writes and starts a systemd service for the file store in the current directory.

  --service_name NAME  name of the service [$DEFAULT_NAME]
  --host HOST          address to listen on; 0.0.0.0 is every one, IPv6 too [0.0.0.0]
  --port PORT          port to listen on [9000]
  --log LEVEL          TRACE, DEBUG, INFO, SUCCESS, WARNING, ERROR or CRITICAL [DEBUG]
  --listen NUMBER      connections that may wait to be accepted [5]
  --buffer BYTES       bytes read ahead for a connection [4096]
  --default            the values in brackets, whatever stands before
  --binary FILE        the server; found beside this script or in PATH if not given
  --unit_dir DIR       write the unit there and leave systemd alone
  --yes                ask nothing: the name as given, the unit installed and started
  --print              print the unit, write nothing, ask nothing
  --help               print this
EOF
}

fail() {
    printf 'setup_systemd.sh: %s\n' "$1" >&2
    exit 2
}

# A number from $2 to $3, or the end.
require_number() {
    if [[ ! $4 =~ ^[0-9]{1,9}$ ]] || ((10#$4 < $2 || 10#$4 > $3)); then
        fail "$1 must be a number from $2 to $3, not \"$4\""
    fi
}

read_arguments() {
    while [[ $# -gt 0 ]]; do
        local key=$1
        case $key in
        --help | -h)
            usage
            exit 0
            ;;
        --default)
            NAME=$DEFAULT_NAME HOST=0.0.0.0 PORT=9000 LOG_LEVEL=DEBUG LISTEN=5 BUFFER=4096
            DEFAULT=YES
            ;;
        --yes | -y) YES=YES ;;
        --print) PRINT=YES ;;
        --service_name | --host | --port | --log | --listen | --buffer | --binary | --unit_dir)
            [[ $# -ge 2 ]] || fail "$key needs a value"
            set_value "$key" "$2"
            shift
            ;;
        --*=*)
            set_value "${key%%=*}" "${key#*=}"
            ;;
        *) fail "there is no option $key; see --help" ;;
        esac
        shift
    done
}

set_value() {
    case $1 in
    --service_name) NAME=$2 HAS_NAME=YES ;;
    --host) HOST=$2 ;;
    --port) PORT=$2 ;;
    --log) LOG_LEVEL=${2^^} ;;
    --listen) LISTEN=$2 ;;
    --buffer) BUFFER=$2 ;;
    --binary) BINARY=$2 ;;
    --unit_dir) UNIT_DIR=$2 ;;
    *) fail "there is no option $1; see --help" ;;
    esac
}

# What goes into a unit is checked, so that no value becomes a line of its own.
check_values() {
    [[ $NAME == *.service ]] || NAME=$NAME.service
    [[ $NAME =~ ^[A-Za-z0-9_][A-Za-z0-9:_.-]*\.service$ && ${#NAME} -le 200 ]] ||
        fail "\"$NAME\" is no name of a service"
    [[ $HOST =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "\"$HOST\" is no host or address"
    require_number --port 1 65535 "$PORT"
    require_number --listen 1 1048576 "$LISTEN"
    require_number --buffer 1 16777216 "$BUFFER"
    PORT=$((10#$PORT)) LISTEN=$((10#$LISTEN)) BUFFER=$((10#$BUFFER))
    case $LOG_LEVEL in
    TRACE | DEBUG | INFO | SUCCESS | WARNING | ERROR | CRITICAL) ;;
    *) fail "\"$LOG_LEVEL\" is no log level" ;;
    esac
    case $PROJECT_DIR in
    *[[:cntrl:]\"\\]*) fail "the directory's name has a character that no unit can hold" ;;
    esac
    find_binary
}

find_binary() {
    if [[ -z $BINARY ]]; then
        local candidate
        for candidate in "$SCRIPT_DIR/../../bin/halserver" "$SCRIPT_DIR/halserver" \
            "$SCRIPT_DIR/.build/release/halserver" "$(command -v halserver || true)"; do
            if [[ -n $candidate && -x $candidate ]]; then
                BINARY=$candidate
                break
            fi
        done
    fi
    [[ -n $BINARY && -x $BINARY && ! -d $BINARY ]] ||
        fail "there is no server (${BINARY:-halserver}); build it with make, or name it with --binary"
    BINARY=$(readlink -f -- "$BINARY")
    case $BINARY in
    *[[:cntrl:]\"\\\$]*) fail "the server's path has a character that no unit can hold" ;;
    esac
}

# Yes or no; no where nobody answers.
ask() {
    local answer=
    printf '%s (y/n) ' "$1"
    read -r answer || printf '\n'
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

# Whether systemd itself can listen there: it knows no names.
socket_addresses() {
    case $HOST in
    0.0.0.0 | ::) echo "$PORT" ;;
    localhost) printf '%s\n' "127.0.0.1:$PORT" "[::1]:$PORT" ;;
    *:*) echo "[$HOST]:$PORT" ;;
    *[!0-9.]*) ;;
    *) echo "$HOST:$PORT" ;;
    esac
}

# Specifiers of systemd begin with a percent sign.
plain() {
    printf '%s' "${1//%/%%}"
}

print_socket() {
    cat <<EOF
[Unit]
Description=File store over HTTP (socket of $NAME)

[Socket]
EOF
    socket_addresses | sed 's/^/ListenStream=/'
    cat <<EOF
BindIPv6Only=both
Backlog=$LISTEN
NoDelay=yes
FileDescriptorName=filestore

[Install]
WantedBy=sockets.target
EOF
}

print_service() {
    local owner group socket='' temporary=yes capabilities=''
    owner=$(stat -c %U -- "$PROJECT_DIR")
    group=$(stat -c %G -- "$PROJECT_DIR")
    [[ $owner != UNKNOWN ]] || owner=$(stat -c %u -- "$PROJECT_DIR")
    [[ $group != UNKNOWN ]] || group=$(stat -c %g -- "$PROJECT_DIR")
    [[ -z $(socket_addresses) ]] || socket=${NAME%.service}.socket
    # What the service is served from or made of must not be hidden from it.
    case "$PROJECT_DIR/ $BINARY" in
    /tmp/* | /var/tmp/* | *' '/tmp/* | *' '/var/tmp/*) temporary=no ;;
    esac
    [[ -n $socket || $PORT -ge 1024 ]] || capabilities=CAP_NET_BIND_SERVICE
    cat <<EOF
[Unit]
Description=File store over HTTP
After=network.target${socket:+ $socket}
${socket:+Requires=$socket
}
[Service]
Type=notify
NotifyAccess=main
User=$owner
Group=$group
WorkingDirectory=$(plain "$PROJECT_DIR")
ExecStart="$(plain "$BINARY")" filestore run --host $HOST --port $PORT --log $LOG_LEVEL --listen $LISTEN --buffer $BUFFER
Environment=SWIFT_BACKTRACE=enable=no
UMask=0022
WatchdogSec=30
TimeoutStartSec=90
TimeoutStopSec=20
Restart=on-failure
RestartSec=10
LimitNOFILE=65536
LimitCORE=0
MemoryMax=2G

NoNewPrivileges=yes
CapabilityBoundingSet=$capabilities
AmbientCapabilities=$capabilities
ProtectSystem=strict
ReadWritePaths="$(plain "$PROJECT_DIR")"
ProtectHome=read-only
PrivateTmp=$temporary
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
EOF
}

# Puts a unit in its place, whole at once.
write_unit() {
    local new
    new=$(mktemp -- "$UNIT_DIR/.$1.XXXXXX") || fail "cannot write to $UNIT_DIR"
    cat >"$new"
    chmod 644 -- "$new"
    mv -f -- "$new" "$UNIT_DIR/$1"
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

ask_all() {
    echo 'A systemd service will be made for the file store in the current directory:'
    echo "  $PROJECT_DIR"
    echo 'Installing it takes the rights of the superuser.'
    if ! ask 'Go on?'; then
        echo 'Nothing was done.'
        exit 0
    fi
    if [[ $HAS_NAME == NO ]]; then
        echo "Name of the service: $NAME"
        if ask 'Change the name?'; then
            printf 'Name: '
            read -r NAME || fail 'no name was given'
            check_values
        fi
    fi
    if [[ -z $UNIT_DIR ]] &&
        ask "Write the unit to the current directory (else to $SYSTEM_UNIT_DIR)?"; then
        UNIT_DIR=$PROJECT_DIR
    fi
}

print_summary() {
    cat <<EOF

SYSTEMD SERVICE NAME    = $NAME
SERVER HOST             = $HOST
SERVER PORT             = $PORT
LOG LEVEL               = $LOG_LEVEL
LISTEN CLIENTS MAX NUMB = $LISTEN
SERVER MAX BUFFER SIZE  = $BUFFER
DEFAULT                 = $DEFAULT

The unit is $UNIT_DIR/$NAME

systemctl status $NAME   what it does
systemctl stop $NAME     stop it${1:+ and $1, or the next client starts it}
systemctl start $NAME    start it
systemctl restart $NAME  start it anew
journalctl -u $NAME      its log
EOF
}

read_arguments "$@"
check_values
if [[ $PRINT == YES ]]; then
    echo "# $NAME"
    print_service
    if [[ -n $(socket_addresses) ]]; then
        printf '\n# %s\n' "${NAME%.service}.socket"
        print_socket
    fi
    exit 0
fi
[[ $YES == YES ]] || ask_all

INSTALLS=NO
if [[ -z $UNIT_DIR ]]; then
    UNIT_DIR=$SYSTEM_UNIT_DIR
    INSTALLS=YES
    if [[ ! -w $UNIT_DIR && $(id -u) -ne 0 ]]; then
        fail "$UNIT_DIR is the superuser's; try again with sudo, or with --unit_dir"
    fi
fi
[[ -d $UNIT_DIR ]] || fail "there is no directory $UNIT_DIR"

SOCKET=
print_service | write_unit "$NAME"
if [[ -n $(socket_addresses) ]]; then
    SOCKET=${NAME%.service}.socket
    print_socket | write_unit "$SOCKET"
fi
if [[ $INSTALLS == YES ]]; then
    as_root systemctl daemon-reload
    [[ -z $SOCKET ]] || as_root systemctl enable --now "$SOCKET"
    as_root systemctl enable "$NAME"
    as_root systemctl restart "$NAME"
else
    echo "The unit was written to $UNIT_DIR. To install it:"
    echo "  sudo cp $NAME${SOCKET:+ $SOCKET} $SYSTEM_UNIT_DIR/"
    echo '  sudo systemctl daemon-reload'
    echo "  sudo systemctl enable --now${SOCKET:+ $SOCKET} $NAME"
fi
print_summary "$SOCKET"
