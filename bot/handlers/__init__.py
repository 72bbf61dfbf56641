"""One file per feature, thin: read the update, call a service, show the result."""
