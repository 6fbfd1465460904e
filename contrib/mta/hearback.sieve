# The mailbox's Sieve script. Where hearback cannot keep a mail, Dovecot keeps it in the mailbox, and nothing is lost. The program
# that it names is a file of two lines in sieve_pipe_bin_dir:
#   #!/bin/sh
#   exec /usr/bin/hearback deliver --campaign /var/lib/hearback/headsup
require ["vnd.dovecot.pipe", "subaddress", "envelope"];

if envelope :user "to" "survey" {
    pipe "hearback-deliver";
}
