"""Active Directory over LDAP: a signed and sealed session, and pages of what it holds."""
