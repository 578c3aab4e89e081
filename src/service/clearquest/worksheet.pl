
# ---- From here on every such script is the same. ----
use Digest::SHA ();
use File::Basename qw(basename dirname);
use File::Spec ();

sub shown {
    my ($text) = @_;
    $text =~ s/[\x00-\x1f\x7f]/?/g;
    return $text;
}

sub stop {
    my ($why) = @_;
    $why =~ s/\s+\z//;
    print STDERR 'stopped: ', shown($why), "\n";
    exit 1;
}

# A word as a POSIX shell reads it back.
sub quoted {
    my $text = shown($_[0]);
    $text =~ s/'/'\\''/g;
    return "'$text'";
}

sub sha256 {
    my ($path) = @_;
    open my $in, '<', $path or stop("the file to attach cannot be read: $path: $!");
    binmode $in;
    my $digest = Digest::SHA->new(256)->addfile($in)->hexdigest;
    close $in;
    return $digest;
}

my ($do, $file);
while (@ARGV) {
    my $word = shift @ARGV;
    if    ($word eq '--do')            { $do   = 1; }
    elsif ($word eq '--file' && @ARGV) { $file = shift @ARGV; }
    else                               { stop('to be typed: [--do] [--file FILE]'); }
}
$file = File::Spec->catfile(dirname($0), $attach{file}) if %attach && !defined $file;

# What will be done is shown before anything is.
print "ClearQuest worksheet, SHA-256 $sheet\n";
print 'Release ', shown($release), ', OCR ', shown($ocr), "\n";
print 'Record ', shown($record), ': its state must be ', shown($from), "\n";
print 'Action ', shown($action), ': the state becomes ', shown($to), "\n";
print 'Field ', shown($_->[0]), ' is set to: ', shown($_->[1]), "\n" for @fields;
if (%attach) {
    my $found = sha256($file);
    stop("$file is not the file to attach: its SHA-256 is $found, not $attach{sha256}") if $found ne $attach{sha256};
    print 'File to attach: ', shown($file), ", SHA-256 $found\n";
}
unless ($do) {
    print "Nothing was done. The same again with --do does it.\n";
    exit 0;
}

# The login comes from the environment, and is written nowhere.
sub given {
    my ($name) = @_;
    defined $ENV{$name} or stop("the environment has no $name");
    return $ENV{$name};
}
my @login = map { given($_) } qw(CQ_USER CQ_PASSWORD CQ_DATABASE);
push @login, defined $ENV{CQ_DBSET} ? $ENV{CQ_DBSET} : '';
my $type = given('CQ_RECORD_TYPE');
my $tab = defined $ENV{CQ_ATTACHMENT_FIELD} ? $ENV{CQ_ATTACHMENT_FIELD} : 'Attachments';

# Each call of ClearQuest that changes something answers with what is wrong, or with nothing.
sub demand {
    my ($what, $said) = @_;
    die "$what: $said\n" if defined $said && length $said;
}

sub change {
    my ($entity) = @_;
    demand("field $_->[0]", $entity->SetFieldValue($_->[0], $_->[1])) for @fields;
    if (%attach) {
        my $field = $entity->GetAttachmentFields()->ItemByName($tab)
            or die "the record has no attachment field $tab\n";
        # ClearQuest takes two files of one name, and gives back one of them for both.
        my $there = $field->GetAttachments();
        for my $place (0 .. $there->Count() - 1) {
            my $name = basename($there->Item($place)->GetFileName());
            die "the record has a file $name already; remove it there first\n" if $name eq basename($file);
        }
        my $about = "Deployed Release letter, SHA-256 $attach{sha256}";
        demand('attachment', $entity->AddAttachmentFieldValue($tab, $file, $about));
    }
    demand('validation', $entity->Validate());
    demand('commit', $entity->Commit());
}

sub work {
    my ($session) = @_;
    $session->UserLogon(@login);
    my $entity = $session->GetEntity($type, $record) or die "there is no record $record of type $type\n";
    my $state = $entity->LookupStateName();
    die "the state of $record is $state, and must be $from; nothing was changed\n" if $state ne $from;
    $session->EditEntity($entity, $action);
    unless (eval { change($entity); 1 }) {
        my $why = $@;
        eval { $entity->Revert(); };
        die "nothing was changed; $why";
    }
    return $session->GetEntity($type, $record);
}

require CQPerlExt;
my $session = CQSession::Build();
my ($state, @seen);
my $done = eval {
    my $entity = work($session);
    $state = $entity->LookupStateName();
    @seen = map { [@$_, $entity->GetFieldValue($_->[0])->GetValue()] } @fields;
    1;
};
my $why = $@;
CQSession::Unbuild($session);
stop($why) unless $done;

print 'ClearQuest now shows: ', shown($record), ' is ', shown($state), "\n";
my @line = ('era-rm', 'cq', 'confirm', quoted($release), '--ocr', quoted($ocr), '--state', quoted($state));
for my $field (@seen) {
    my ($name, undef, $flag, $value) = @$field;
    $value = '' unless defined $value;
    print '  ', shown($name), ': ', shown($value), "\n";
    push @line, $flag, quoted($value) if length $flag && length $value && $value !~ /[\x00-\x1f\x7f]/;
}
print "Look at the record, and record what it shows:\n  @line\n";
stop("the state is $state, and $to was asked for") if $state ne $to;
