package dev.tollgate.admin.account;

/** Told in the transaction that makes or changes an account: its keys are published anew, and what it pays is noted. */
public interface AccountChanged {
    /** The account with that id was made or changed, and is locked. */
    void accountChanged(String accountId);
}
