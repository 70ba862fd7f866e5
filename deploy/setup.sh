#!/bin/sh
# Prepare one machine for kurs: accounts, folders and who may enter them, the command, the units. Run as root from the
# checkout that will be used, such as /opt/kurs; once more after an upgrade, a restore, or a change of what stands here.
set -eu

PROXY=${KURS_PROXY:-kurs-proxy}    # the account that everything from browsers passes through
PAGE=${KURS_PAGE:-kurs-page}       # the account that answers participants
GRADER=${KURS_GRADER:-kurs-grader} # the account that owns occasions, points and keys
STAFF=${KURS_STAFF:-staff}         # the group of instructors and course designers
DATA=${KURS_DATA:-/srv/kurs}       # occasions, accounts and courses
HOMES=${KURS_HOMES:-/var/lib}      # homes of the three accounts; the key of the pseudonyms is in the grader's
BACKUPS=${KURS_BACKUPS:-/var/backups/kurs}
ETC=${KURS_ETC:-/etc}       # units, and kurs/environment
SBIN=${KURS_SBIN:-/usr/local/sbin} # the command kurs, as the grader
CODE=$(cd "$(dirname "$0")/.." && pwd)

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

# account NAME: one with a group of its own, that nobody can sign in as.
account() {
    id "$1" >/dev/null 2>&1 || useradd --system --user-group --shell /usr/sbin/nologin --home-dir "$HOMES/$1" "$1"
    install -d -o "$1" -g "$1" -m 700 "$HOMES/$1"
}

# folder PATH OWNER GROUP MODE
folder() {
    install -d "$1"
    chown "$2:$3" "$1"
    chmod "$4" "$1"
}

as() {
    who=$1
    shift
    setpriv --reuid="$who" --regid="$who" --init-groups --reset-env "$@"
}

[ "$(id -u)" -eq 0 ] || fail "måste köras som root"
[ -x "$CODE/.venv/bin/kurs" ] || fail "kör $CODE/kurs --version först, så att $CODE/.venv finns"

getent group "$STAFF" >/dev/null || groupadd "$STAFF"
# Debian once gave its group staff /usr/local, from where root takes programs.
open=$(find /usr/local -maxdepth 2 -group "$STAFF" -perm -020 -print -quit)
[ -z "$open" ] || fail "gruppen $STAFF får skriva i $open och kan därmed bli root: ge $open till gruppen root, eller välj en annan grupp med KURS_STAFF"
account "$PROXY"
account "$PAGE"
account "$GRADER"
usermod --append --groups "$PAGE,$STAFF" "$GRADER" # shares folders with the page, and reads courses
for who in "$PROXY" "$PAGE" "$GRADER"; do
    as "$who" "$CODE/.venv/bin/python" -c 'import toolkit' ||
        fail "$who kan inte köra $CODE/.venv/bin/python: lägg både Python och kurs där alla konton når dem, som /opt"
done

folder "$DATA" root root 711
folder "$DATA/occasions" "$GRADER" "$PAGE" 2710 # the group goes on to each occasion, see graders/modes.py
folder "$DATA/courses" root "$STAFF" 2770
folder "$CODE/courses" root "$STAFF" 750 # keys stand in the shipped courses too
folder "$BACKUPS" "$GRADER" "$GRADER" 700
KEY=$HOMES/$GRADER/pseudonym.key
for file in "$DATA/occasions/accounts.db" "$KEY"; do
    if [ -e "$file" ]; then
        chown "$GRADER:$GRADER" "$file"
        chmod 600 "$file"
    fi
done

folder "$ETC/kurs" root root 755
if [ ! -e "$ETC/kurs/environment" ]; then
    cat >"$ETC/kurs/environment" <<END
KURS_OCCASIONS=$DATA/occasions
KURS_COURSES=$DATA/courses
KURS_PSEUDONYM_KEY_FILE=$KEY
END
fi
cat >"$SBIN/kurs" <<END
#!/bin/sh
# Made by $CODE/deploy/setup.sh: kurs as the account that owns the occasions, with its settings. For root.
exec setpriv --reuid=$GRADER --regid=$GRADER --init-groups --reset-env \\
    env \$(cat $ETC/kurs/environment) $CODE/.venv/bin/kurs "\$@"
END
chmod 755 "$SBIN/kurs"

if [ ! -e "$ETC/kurs/hub" ]; then
    cat >"$ETC/kurs/hub" <<END
# The occasions that participants meet, with spaces between them; then systemctl restart kurs-hub.
OCCASIONS=
END
fi
# put FILE PLACE: one of ours, with the names and places that are used here.
put() {
    sed -e "s|/opt/kurs|$CODE|g; s|/srv/kurs|$DATA|g; s|/var/backups/kurs|$BACKUPS|g; s|/etc/kurs|$ETC/kurs|g" \
        -e "s|/var/lib/kurs-|$HOMES/kurs-|g; s|kurs-proxy|$PROXY|g; s|kurs-page|$PAGE|g; s|kurs-grader|$GRADER|g" \
        -e "s|--staff-group staff|--staff-group $STAFF|" "$CODE/deploy/$1" >"$ETC/$2/$1"
}
for unit in kurs-hub.service kurs-backup.service kurs-backup.timer; do
    put "$unit" systemd/system
done
put kurs-logs logrotate.d
[ ! -d /run/systemd/system ] || systemctl daemon-reload

# The views, where they have changed: the hub can write nothing here.
"$CODE/.venv/bin/python" -m toolkit.face.bundle

"$CODE/.venv/bin/kurs" occasion modes --occasions "$DATA/occasions"
