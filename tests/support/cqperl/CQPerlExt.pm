# What the tests put in the place of ClearQuest's own CQPerlExt: one record, kept in the folder CQ_STUB. `state` is its
# state, `attached` the name of a file that it has, `said` what a call shall answer; each call is added to `calls`.
package CQPerlExt;
use strict;
use warnings;

sub file { return "$ENV{CQ_STUB}/$_[0]"; }
sub kept {
    my ($name) = @_;
    open my $in, '<', file($name) or return '';
    local $/;
    my $text = <$in>;
    return $text;
}
sub keep { open my $out, '>', file($_[0]) or die; print {$out} $_[1]; close $out; }
sub call { open my $out, '>>', file('calls') or die; print {$out} join("\t", @_), "\n"; close $out; }
# What is wrong with this call, where the test says so.
sub wrong { my ($at, $why) = split /:/, kept('said'), 2; return defined $at && $at eq $_[0] ? $why : ''; }

package CQSession;
sub Build { return bless {}, 'CQSession'; }
sub Unbuild { CQPerlExt::call('Unbuild'); }
sub UserLogon { my ($s, @login) = @_; CQPerlExt::call('UserLogon', @login); }
sub GetEntity { my ($s, $type, $id) = @_; CQPerlExt::call('GetEntity', $type, $id); return bless {}, 'CQEntity'; }
sub EditEntity { my ($s, $entity, $action) = @_; CQPerlExt::call('EditEntity', $action); $entity->{action} = $action; }

package CQEntity;
sub LookupStateName { return CQPerlExt::kept('state'); }
sub SetFieldValue {
    my ($e, $name, $value) = @_;
    CQPerlExt::call('SetFieldValue', $name, $value);
    $e->{fields}{$name} = $value;
    return CQPerlExt::wrong('field');
}
sub GetFieldValue { my ($e, $name) = @_; return bless { value => CQPerlExt::kept('field-' . unpack('H*', $name)) }, 'CQField'; }
sub AddAttachmentFieldValue {
    my ($e, $field, $file, $about) = @_;
    CQPerlExt::call('AddAttachmentFieldValue', $field, $file, $about);
    return CQPerlExt::wrong('attach');
}
sub GetAttachmentFields { return bless {}, 'CQField'; }
sub Validate { CQPerlExt::call('Validate'); return CQPerlExt::wrong('validate'); }
sub Revert { CQPerlExt::call('Revert'); }
sub Commit {
    my ($e) = @_;
    CQPerlExt::call('Commit');
    my $why = CQPerlExt::wrong('commit');
    return $why if $why;
    my $fields = $e->{fields} || {};
    CQPerlExt::keep('field-' . unpack('H*', $_), $fields->{$_}) for keys %$fields;
    my %to = (Resolve => 'Resolved', Reject => 'Opened', Re_open => 'Opened');
    CQPerlExt::keep('state', $to{ $e->{action} } || 'Resolved');
    return '';
}

package CQField;
sub GetValue { return $_[0]->{value}; }
sub ItemByName { my ($f, $name) = @_; CQPerlExt::call('ItemByName', $name); return $f; }
sub GetAttachments { return $_[0]; }
sub Count { return CQPerlExt::kept('attached') eq '' ? 0 : 1; }
sub Item { return $_[0]; }
sub GetFileName { return CQPerlExt::kept('attached'); }

1;
