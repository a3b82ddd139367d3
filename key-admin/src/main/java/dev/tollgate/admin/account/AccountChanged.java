package dev.tollgate.admin.account;

/** Told in the transaction that changes an account, so that its keys are published anew. */
public interface AccountChanged {
    /** The account with that id was changed, and is locked. */
    void accountChanged(String accountId);
}
