using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>Reads single events of one task.</summary>
/// <param name="task">The task's name, which an empty suspend stands for.</param>
/// <param name="timers">The modes of the file's timers.</param>
/// <param name="context">Where to complain.</param>
internal sealed class EventReader(string task, TimerModes timers, ReadingContext context)
{
    /// <summary>Eleven days. A longer time is a slip of units, and sums of times must not overflow.</summary>
    internal const long MicrosecondsMax = 1_000_000_000_000;

    private const long BytesMax = 1L << 40;

    /// <summary>The event of a member, or null after a complaint.</summary>
    /// <param name="name">The event's name without its suffix.</param>
    /// <param name="member">Its key and value.</param>
    internal WorkloadEvent? Read(string name, SyntaxMember member)
    {
        context.WarnIfMeaningless(name, member.Location, member.Value);
        WorkloadEvent? read = name switch
        {
            "run" => Time(member) is { } time ? new RunEvent(time) : null,
            "runtime" => Time(member) is { } time ? new RuntimeEvent(time) : null,
            "sleep" => Time(member) is { } time ? new SleepEvent(time) : null,
            "mem" => Bytes(member) is { } bytes ? new MemoryEvent(bytes) : null,
            "iorun" => Bytes(member) is { } bytes ? new IoEvent(bytes) : null,
            "timer" => Timer(member),
            "lock" => Name(member, "the name of a mutex") is { } mutex ? new LockEvent(mutex) : null,
            "unlock" => Name(member, "the name of a mutex") is { } mutex ? new UnlockEvent(mutex) : null,
            "signal" => Name(member, "the name of a condition") is { } condition ? new SignalEvent(condition) : null,
            "broad" => Name(member, "the name of a condition") is { } condition ? new BroadcastEvent(condition) : null,
            "wait" => Wait(member) is { } wait ? new WaitEvent(wait.Condition, wait.Mutex) : null,
            "sync" => Wait(member) is { } sync ? new SyncEvent(sync.Condition, sync.Mutex) : null,
            "barrier" => Name(member, "the name of a barrier") is { } barrier ? new BarrierEvent(barrier) : null,
            "suspend" => Suspend(member),
            "resume" => Name(member, "the name that a thread is suspended under") is { } resumed ? new ResumeEvent(resumed) : null,
            "yield" => Yield(member),
            "fork" => Name(member, "the name of a task") is { } forked ? new ForkEvent(forked) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such event."),
        };
        return read is null ? null : context.Located(read, member.Location);
    }

    private long? Time(SyntaxMember member) =>
        ObjectReader.IntegerOf(member.Key, member.Value, 0, MicrosecondsMax, "microseconds", context.Diagnostics);

    private long? Bytes(SyntaxMember member) =>
        ObjectReader.IntegerOf(member.Key, member.Value, 0, BytesMax, "bytes", context.Diagnostics);

    private string? Name(SyntaxMember member, string meaning)
    {
        string? name = ObjectReader.TextOf(member, meaning, context.Diagnostics);
        if (name is not "")
        {
            return name;
        }

        context.Diagnostics.Error(member.Value.Location, $"\"{member.Key}\" takes {meaning}; it is empty.");
        return null;
    }

    private SuspendEvent? Suspend(SyntaxMember member)
    {
        if (member.Value is SyntaxNothing or SyntaxString { Value: "" })
        {
            return new SuspendEvent(task);
        }

        return Name(member, "the name that resume will use") is { } name ? new SuspendEvent(name) : null;
    }

    private YieldEvent? Yield(SyntaxMember member)
    {
        if (member.Value is SyntaxNothing or SyntaxString)
        {
            return new YieldEvent();
        }

        context.Diagnostics.Error(member.Value.Location, $"\"{member.Key}\" takes an empty string, not {member.Value.Description}.");
        return null;
    }

    private TimerEvent? Timer(SyntaxMember member)
    {
        if (Parts(member, Keys.Timer, "{ \"ref\" : \"unique\", \"period\" : 10000 }") is not { } reader)
        {
            return null;
        }

        string? name = Required(reader, member, "ref", "the name of a timer");
        long? period = reader.Integer("period", 0, MicrosecondsMax, "microseconds");
        if (reader.Find("period") is null)
        {
            context.Diagnostics.Error(member.Location, $"\"{member.Key}\" needs a \"period\" in microseconds.");
        }

        if (reader.Text("mode", "\"relative\" or \"absolute\"") is { } mode && TimerModes.Parse(mode) is null)
        {
            context.Diagnostics.Error(reader.Find("mode")!.Value.Location, $"\"{mode}\" is not a mode; a timer is \"relative\" or \"absolute\".");
        }

        return name is null || period is null ? null : new TimerEvent(name, period.Value, timers.ModeOf(task, name));
    }

    private (string Condition, string Mutex)? Wait(SyntaxMember member)
    {
        if (Parts(member, Keys.Wait, "{ \"ref\" : \"queue\", \"mutex\" : \"m\" }") is not { } reader)
        {
            return null;
        }

        string? condition = Required(reader, member, "ref", "the name of a condition");
        string? mutex = Required(reader, member, "mutex", "the name of a mutex");
        return condition is null || mutex is null ? null : (condition, mutex);
    }

    private ObjectReader? Parts(SyntaxMember member, string[] keys, string example)
    {
        if (member.Value is SyntaxObject parts)
        {
            return new ObjectReader(parts, $"\"{member.Key}\"", keys, allowsEvents: false, context);
        }

        context.Diagnostics.Error(member.Value.Location,
            $"\"{member.Key}\" takes an object such as {example}, not {member.Value.Description}.");
        return null;
    }

    private string? Required(ObjectReader reader, SyntaxMember owner, string key, string meaning)
    {
        if (reader.Find(key) is { } member)
        {
            return Name(member, meaning);
        }

        context.Diagnostics.Error(owner.Location, $"\"{owner.Key}\" needs a \"{key}\", {meaning}.");
        return null;
    }
}
