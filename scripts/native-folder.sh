#!/usr/bin/env bash
# Prints where a build with these cmake options lies: without any where the addon is built, else one folder for each set.
printf 'build'
[ $# -eq 0 ] || printf '%s' "$*" | cksum | sed 's/^\([0-9]*\).*/\/native-test-\1/' | tr -d '\n'
