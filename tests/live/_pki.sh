#!/bin/sh
# usage: _pki.sh DIR. Makes a CA and certificates for tests: right.pem (localhost and 127.0.0.1), wrongname.pem, expired.pem,
# each with its .key, and otherca.pem, a CA that signed none of them.
set -eu
mkdir -p "$1"
cd "$1"
KEY="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

authority() { # NAME SUBJECT
    openssl req -x509 $KEY -days 30 -subj "/CN=$2" -keyout "$1.key" -out "$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

leaf() { # NAME HOST ALTERNATIVES FROM TO
    openssl req $KEY -subj "/CN=$2" -keyout "$1.key" -out "$1.csr"
    mkdir -p "$1.ca/certs"
    : >"$1.ca/index"
    od -An -N8 -tx1 /dev/urandom | tr -d ' \n' >"$1.ca/serial"
    cat >"$1.conf" <<END
[ca]
default_ca = tests
[tests]
database = $1.ca/index
serial = $1.ca/serial
new_certs_dir = $1.ca/certs
default_md = sha256
policy = names
x509_extensions = leaf
[names]
commonName = supplied
[leaf]
subjectAltName = $3
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
END
    openssl ca -batch -notext -config "$1.conf" -cert ca.pem -keyfile ca.key -in "$1.csr" -startdate "$4" -enddate "$5" -out "$1.pem"
    rm -rf "$1.ca" "$1.conf" "$1.csr"
}

{
    authority ca "test authority"
    authority otherca "another authority"
    leaf right localhost DNS:localhost,IP:127.0.0.1 20200101000000Z 20400101000000Z
    leaf wrongname mail.example.net DNS:mail.example.net 20200101000000Z 20400101000000Z
    leaf expired localhost DNS:localhost,IP:127.0.0.1 20200101000000Z 20200201000000Z
} 2>openssl.log
