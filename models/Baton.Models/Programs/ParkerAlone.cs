// The parker by itself, with the futex under it.
//
//   parker-publish      1 waker: writes a plain field and wakes, twice; the sleeper reads it after each sleep
//   parker-publish-timed  the same, and each sleep has a time limit: if it ends by a wake, that published
//   parker-two          2 wakers: each announces itself and wakes; the sleeper looks, then parks, until it knows of both
//   parker-timed        the same, and each sleep has a time limit
//   parker-spurious     the same, and the first sleep may end for no reason
//
// I2: the field is written before the wake and read after the sleep, so a wake that publishes nothing is a data race. Its
// second use shows that a used permit is really used up. I6: a wake that comes between the look and the sleep, or two
// wakes that come as one, must not be lost; a lost one is a deadlock. More wakers change nothing: a permit is one bit.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A sleeper, and those who wake it.</summary>
internal abstract class ParkerAlone : CheckedProgram
{
    private readonly Machine _machine;

    protected ParkerAlone(int spuriousWakes)
    {
        _machine = new Machine(Passing.Chosen) { SpuriousWakesMax = spuriousWakes };
        var word = FutexWord.Create();
        word.Named("permit");
        Parker = new Parker(word);
    }

    /// <summary>What is modelled.</summary>
    protected Parker Parker { get; }

    public sealed override void Run(int thread)
    {
        _machine.Run(thread);
        if (thread == 0)
        {
            Sleep();
        }
        else
        {
            Wake(thread);
        }
    }

    /// <summary>What the sleeper does.</summary>
    protected abstract void Sleep();

    /// <summary>What a waker does.</summary>
    protected abstract void Wake(int thread);

    /// <summary>An instant that passes when the environment likes.</summary>
    protected Deadline SomeTime() => _machine.Clock.Chosen();
}

/// <summary>A wake publishes what came before it, each time.</summary>
internal sealed class ParkerPublishes : ParkerAlone
{
    private const int Rounds = 2;

    private readonly bool _timed;
    private AtomicInt64 _heard;
    private Plain<int> _news;

    public ParkerPublishes(bool timed)
        : base(spuriousWakes: 0)
    {
        _timed = timed;
        _heard.Named("heard");
        _news.Named("news");
    }

    public override int ThreadCount => 2;

    protected override void Sleep()
    {
        for (int round = 1; round <= Rounds; round++)
        {
            if (!Parker.Park(_timed ? SomeTime() : Deadline.Never))
            {
                Check.That(_timed, "A sleep without a limit ends by a wake.");
                return;
            }

            Check.That(_news.Value == round, "I2: a wake publishes what came before it, and is taken once.");
            _heard.Store(round, MemoryOrder.Release);
        }
    }

    protected override void Wake(int thread)
    {
        for (int round = 1; round <= Rounds; round++)
        {
            if (!_heard.SpinUntil(new Reaches(round - 1), _timed ? new SpinLimit(SomeTime(), SpinPace.Eager) : SpinLimit.None, MemoryOrder.Acquire))
            {
                return;
            }

            _news.Value = round;
            Parker.Unpark();
        }
    }

    private readonly struct Reaches(int round) : ISpinCondition<long>
    {
        public bool IsMet(long heard) => heard == round;
    }
}

/// <summary>No wake is lost between a look and a sleep.</summary>
internal sealed class ParkerHearsBoth : ParkerAlone
{
    private const long Both = 6;

    private readonly bool _timed;
    private AtomicInt64 _announced;

    public ParkerHearsBoth(bool timed, int spuriousWakes)
        : base(spuriousWakes)
    {
        _timed = timed;
        _announced.Named("announced");
    }

    public override int ThreadCount => 3;

    protected override void Sleep()
    {
        Deadline limit = _timed ? SomeTime() : Deadline.Never;
        while (_announced.Load(MemoryOrder.Relaxed) != Both)
        {
            bool woken = Parker.Park(limit);
            Check.That(woken || _timed, "A sleep without a limit ends by a wake.");
            if (!woken)
            {
                return;
            }
        }
    }

    protected override void Wake(int thread)
    {
        _announced.Or(1L << thread, MemoryOrder.Relaxed);
        Parker.Unpark();
    }
}
