#!/bin/sh
exec node --env-file=/data/database.env /app/cli/dist/duplex.mjs "$@"
