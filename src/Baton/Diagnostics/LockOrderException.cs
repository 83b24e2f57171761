namespace Baton;

/// <summary>
/// A caller has asked for locks in an order that can deadlock (<see cref="LockOrderValidatorOptions.ThrowOnWrongOrder"/>).
/// The lock is not entered.
/// </summary>
public sealed class LockOrderException : Exception
{
    internal LockOrderException(LockOrderReport report)
        : base(report.Message) => Report = report;

    /// <summary>Who held what, and where.</summary>
    public LockOrderReport Report { get; }
}
