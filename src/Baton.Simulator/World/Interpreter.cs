// What a thread of the workload does, step by step. A step takes no time: it says that time shall pass, or that the fiber
// sleeps, or neither.
//
// An instruction that waits is met twice: once to begin the wait, and once to end it, when the fiber runs again because
// what it waited for has come. A fiber that runs for any other reason (it was woken for nothing) goes back to sleep.

using Baton.Simulator.Invariants;
using Baton.Workloads.Execution;
using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>How a step ended.</summary>
internal enum StepResult
{
    /// <summary>The fiber can make the next step at once.</summary>
    GoesOn,

    /// <summary>The fiber works; the next step comes when that is done.</summary>
    Works,

    /// <summary>The fiber waits.</summary>
    Sleeps,

    /// <summary>The fiber offers its processor.</summary>
    Yields,

    /// <summary>The fiber has come to its end.</summary>
    Ends,
}

/// <summary>Moves fibers on.</summary>
internal sealed class Interpreter(SimulatedWorld world)
{
    // A task that never works would go round for ever in no time. On a real machine even that takes some.
    private const int FreeStepsMax = 1_000;
    private const long PriceOfFreeSteps = 1_000;

    private readonly Dictionary<string, WorkloadTimer> _timers = new(StringComparer.Ordinal);
    private readonly double _nanosecondsPerTurn = world.Workload.Global.Calibration.NanosecondsPerLoop ?? 1;

    /// <summary>Makes one step of a fiber.</summary>
    public StepResult Step(SimulatedFiber fiber)
    {
        fiber.WorksUntil = 0;
        fiber.IsNudged = false;
        if (fiber.WorkAsked >= 0 && fiber.Waiting != WaitKind.Stall)
        {
            fiber.Measures.Worked(world.Now - fiber.WorkBegan, fiber.WorkAsked / 1000);
            fiber.WorkAsked = -1;
        }

        if (fiber.Waiting != WaitKind.None)
        {
            return fiber.WaitIsOver ? EndWait(fiber) : StepResult.Sleeps;
        }

        if (++fiber.FreeSteps >= FreeStepsMax)
        {
            fiber.FreeSteps = 0;
            fiber.Work = PriceOfFreeSteps;
            return StepResult.Works;
        }

        return Do(fiber, fiber.Program.Code[fiber.Next]);
    }

    private StepResult Do(SimulatedFiber fiber, in Instruction next)
    {
        switch (next.Operation)
        {
            case Operation.BeginPhase:
                fiber.Next++;
                fiber.Rounds = 0;
                BeginPhase(fiber, next.Target);
                return StepResult.GoesOn;
            case Operation.BeginRound:
                fiber.Next++;
                fiber.Measures.BeginRound(world.Now);
                return StepResult.GoesOn;
            case Operation.EndRound:
                EndRound(fiber, next);
                return StepResult.GoesOn;
            case Operation.EndLoop:
                return EndLoop(fiber);
            case Operation.Lock:
                return Lock(fiber, world.Mutexes[next.Target]);
            case Operation.Unlock:
                fiber.Next++;
                Unlock(fiber, world.Mutexes[next.Target]);
                return StepResult.GoesOn;
            case Operation.Work or Operation.WorkUntil or Operation.Copy:
                fiber.Next++;
                return Work(fiber, next);
            case Operation.Sleep or Operation.UseDevice:
                fiber.Next++;
                return Sleep(fiber, next);
            case Operation.AwaitTimer:
                fiber.Next++;
                return AwaitTimer(fiber, fiber.Program.Timers[next.Target]);
            case Operation.Await:
                fiber.Next++;
                world.Rooms[next.Target].Enlist(fiber);
                Unlock(fiber, world.Mutexes[(int)next.Amount]);
                return Wait(fiber, WaitKind.Other);
            case Operation.Suspend:
                fiber.Next++;
                world.Rooms[next.Target].Enlist(fiber);
                return Wait(fiber, WaitKind.Other);
            case Operation.Meet:
                fiber.Next++;
                return Meet(fiber, world.Rooms[next.Target], (int)next.Amount);
            case Operation.WakeOne:
                fiber.Next++;
                if (world.Rooms[next.Target].TakeFirst() is { } first)
                {
                    world.EndWait(first);
                }

                return StepResult.GoesOn;
            case Operation.WakeAll:
                fiber.Next++;
                WakeAll(world.Rooms[next.Target]);
                return StepResult.GoesOn;
            case Operation.Yield:
                fiber.Next++;
                return StepResult.Yields;
            default:
                fiber.Next++;
                world.Population.Fork(next.Target, fiber);
                return StepResult.GoesOn;
        }
    }

    private StepResult EndWait(SimulatedFiber fiber)
    {
        WaitKind waited = fiber.Waiting;
        fiber.FreeSteps = 0;
        switch (waited)
        {
            case WaitKind.Mutex:
                return Lock(fiber, fiber.Asked!);
            case WaitKind.Stall:
                fiber.TakeUp();
                fiber.WaitIsOver = false;
                return StepResult.Works;
        }

        fiber.Waiting = WaitKind.None;
        fiber.WaitIsOver = false;
        if (waited != WaitKind.Device)
        {
            world.Trace.Note(TraceEventKind.WaitEnded, fiber, detail: world.Now - fiber.DueAt);
            if (waited == WaitKind.Timer)
            {
                fiber.Measures.WakeByTimer(fiber.DueAt, world.Now);
            }
            else
            {
                fiber.Measures.Wake(fiber.DueAt, world.Now);
            }
        }

        return StepResult.GoesOn;
    }

    private StepResult Lock(SimulatedFiber fiber, SimulatedMutex mutex)
    {
        bool isBack = fiber.Waiting == WaitKind.Mutex;
        if (isBack && ReferenceEquals(mutex.Holder, fiber))
        {
            return Took(fiber, mutex);
        }

        if (!isBack)
        {
            fiber.Asked = mutex;
            fiber.AskedAt = world.Now;
        }

        fiber.WaitIsOver = false;
        if (mutex.TryEnterOrQueue(fiber))
        {
            if (isBack)
            {
                mutex.Waiting.Remove(fiber);
            }

            world.Checks.OnTaken(mutex, fiber);
            mutex.Holder = fiber;
            return Took(fiber, mutex);
        }

        fiber.Waiting = WaitKind.Mutex;
        if (!isBack || fiber.IsCancelled)
        {
            // Who was told to try again, and came too late, has kept its place.
            world.Trace.Inversions.WaitersChange(mutex.Holder, world.Now);
            mutex.Waiting.Add(fiber);
            world.Trace.Note(TraceEventKind.LockRequested, fiber, mutex.Holder, mutex);
        }

        fiber.IsCancelled = false;
        world.Inheritance?.Update(mutex.Holder);
        return StepResult.Sleeps;
    }

    private StepResult Took(SimulatedFiber fiber, SimulatedMutex mutex)
    {
        fiber.Next++;
        fiber.Waiting = WaitKind.None;
        fiber.WaitIsOver = false;
        fiber.IsCancelled = false;
        fiber.Asked = null;
        fiber.Took(mutex, world.Now);
        world.Checks.OnEntered(mutex, fiber);
        world.Trace.Note(TraceEventKind.LockAcquired, fiber, mutex: mutex);
        world.Inheritance?.Update(fiber);
        return StepResult.GoesOn;
    }

    private void Unlock(SimulatedFiber fiber, SimulatedMutex mutex)
    {
        Tenure tenure = fiber.GiveBack(mutex);
        world.Checks.OnExiting(mutex, fiber);
        world.Trace.Note(TraceEventKind.LockReleased, fiber, mutex: mutex);
        world.Trace.Locks.Released(mutex, fiber.Program.Index, tenure, world.Now);
        mutex.Holder = null;
        if (mutex.Exit(tenure.OwnerId) is { } told)
        {
            world.EndWait(told);
        }

        world.Inheritance?.Update(fiber);
        world.Checks.OnExited(mutex);
    }

    private StepResult Work(SimulatedFiber fiber, in Instruction next)
    {
        fiber.FreeSteps = 0;
        if (next.Operation != Operation.Copy)
        {
            fiber.WorkBegan = world.Now;
            fiber.WorkAsked = next.Amount;
        }

        if (next.Operation == Operation.WorkUntil)
        {
            fiber.WorksUntil = world.Now + next.Amount;
        }
        else
        {
            fiber.Work = next.Amount;
        }

        return StepResult.Works;
    }

    private StepResult Sleep(SimulatedFiber fiber, in Instruction next)
    {
        world.Schedule(world.Now + next.Amount, OccurrenceKind.SleepEnds, fiber.Index, ++fiber.SleepVersion);
        if (next.Operation == Operation.Sleep)
        {
            return Wait(fiber, WaitKind.Time);
        }

        fiber.Waiting = WaitKind.Device;
        return StepResult.Sleeps;
    }

    private StepResult Wait(SimulatedFiber fiber, WaitKind kind)
    {
        fiber.Waiting = kind;
        fiber.Measures.Wait(world.Now);
        world.Trace.Note(TraceEventKind.WaitBegan, fiber);
        return StepResult.Sleeps;
    }

    private StepResult AwaitTimer(SimulatedFiber fiber, TimerEvent timer)
    {
        Dictionary<string, WorkloadTimer> timers = timer.IsUnique ? fiber.UniqueTimers ??= new(StringComparer.Ordinal) : _timers;
        if (!timers.TryGetValue(timer.Timer, out WorkloadTimer? device))
        {
            timers.Add(timer.Timer, device = new WorkloadTimer());
        }

        long now = world.Now;
        long period = Math.Min(timer.PeriodMicroseconds, long.MaxValue / 4000) * 1000;
        long expiry = device.Advance(fiber.Origin, period, timer.Mode, now);
        fiber.Measures.ReachTimer(expiry, now, timer.PeriodMicroseconds);
        if (expiry <= now)
        {
            fiber.Measures.MissTimer(timer.Mode == TimerMode.Relative ? now : expiry);
            world.Trace.Note(TraceEventKind.TimerMissed, fiber, detail: now - expiry);
            return StepResult.GoesOn;
        }

        world.Schedule(expiry, OccurrenceKind.SleepEnds, fiber.Index, ++fiber.SleepVersion);
        fiber.Waiting = WaitKind.Timer;
        world.Trace.Note(TraceEventKind.WaitBegan, fiber);
        return StepResult.Sleeps;
    }

    private StepResult Meet(SimulatedFiber fiber, WaitingRoom room, int partyCount)
    {
        if (room.Completes(partyCount))
        {
            WakeAll(room);
            return StepResult.GoesOn;
        }

        room.Enlist(fiber);
        return Wait(fiber, WaitKind.Other);
    }

    private void WakeAll(WaitingRoom room)
    {
        while (room.TakeFirst() is { } waiting)
        {
            world.EndWait(waiting);
        }
    }

    private void BeginPhase(SimulatedFiber fiber, int number)
    {
        Phase phase = fiber.Program.Task.Phases[number];
        if (fiber.Loops == 0 && number == 0)
        {
            fiber.Measures.Begin(0, world.Now);
        }

        world.Trace.Note(TraceEventKind.PhaseBegan, fiber, detail: number);
        ValueList<int> cpus = phase.Cpus.Count > 0 ? phase.Cpus : fiber.Program.Task.Cpus;
        if (!cpus.Equals(fiber.Cpus))
        {
            fiber.Cpus = cpus;
            world.Scheduler.ChangeAffinity(fiber, world.Population.WorkersFor(cpus));
        }

        if (phase.Scheduling is { } change)
        {
            fiber.Parameters = fiber.Parameters.With(change);
            fiber.BasePolicy = world.Population.Policies.Translate(fiber.Parameters);
            if (world.Inheritance is { } inheritance)
            {
                inheritance.Update(fiber);
            }
            else if (fiber.Entity.Policy != fiber.BasePolicy)
            {
                world.Scheduler.ChangePolicy(fiber, fiber.BasePolicy);
            }
        }
    }

    private void EndRound(SimulatedFiber fiber, in Instruction next)
    {
        fiber.Measures.EndRound(_nanosecondsPerTurn, world.Now);
        world.Trace.Note(TraceEventKind.RoundEnded, fiber);
        fiber.Next = ++fiber.Rounds == next.Amount ? fiber.Next + 1 : next.Target;
    }

    private static StepResult EndLoop(SimulatedFiber fiber)
    {
        if (++fiber.Loops == (fiber.Program.Task.LoopCount ?? -1))
        {
            return StepResult.Ends;
        }

        fiber.Next = 0;
        return StepResult.GoesOn;
    }
}
