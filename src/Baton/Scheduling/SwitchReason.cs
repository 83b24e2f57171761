namespace Baton.Scheduling;

/// <summary>What became of the fiber that ran, when its worker asks for the next one.</summary>
internal enum SwitchReason
{
    /// <summary>Nothing ran: the worker was idle.</summary>
    Idle,

    /// <summary>It has nothing to run until somebody wakes it; unless that has happened already.</summary>
    Slept,

    /// <summary>It could go on, and offers its place to others.</summary>
    Yielded,

    /// <summary>It could go on, and was asked to let the worker choose again.</summary>
    Preempted,

    /// <summary>Its body has ended.</summary>
    Finished,
}
