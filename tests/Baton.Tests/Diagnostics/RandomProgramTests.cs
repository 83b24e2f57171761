// Random programs against two referees. Programs that keep to an order must never be reported: ten thousand of them, with
// tries against the order, exits in any sequence, and flows that hop between threads. Programs that keep to nothing must be
// reported exactly if the orders that they show contain a circle, which a referee decides that knows only the definition:
// the transitive closure of "was held when the other was asked for".

using CsCheck;
using Xunit;

namespace Baton.Tests.Diagnostics;

public sealed class RandomProgramTests
{
    private const int Locks = 6;

    /// <summary>What a caller does next, by the numbers of locks.</summary>
    private enum Verb
    {
        /// <summary>Wait for the lock.</summary>
        Enter,

        /// <summary>Try to get it.</summary>
        Try,

        /// <summary>Exit it, if it is held.</summary>
        Exit,
    }

    private static Gen<(Verb Verb, int Lock)[][]> Programs =>
        Gen.Select(Gen.Enum<Verb>(), Gen.Int[0, Locks - 1]).Array[0, 12].Array[1, 4];

    /// <summary>Lock i before lock j if i is less than j; a wait that would break the rule becomes a try.</summary>
    [Fact]
    public void Programs_ThatKeepAnOrder_AreNeverReported() =>
        Programs.Sample(
            program =>
            {
                ValidatedLocks locks = new(new LockOrderValidatorOptions { AcquisitionStacks = false, ThrowOnWrongOrder = true });
                HandoffMutex[] mutexes = Make(locks);
                foreach ((Verb Verb, int Lock)[] caller in program)
                {
                    Run(caller, mutexes, keepOrder: true, onOrder: null);
                }

                Assert.Empty(locks.Validator.Reports);
            },
            iter: 10_000);

    [Fact]
    public async Task AsyncPrograms_ThatKeepAnOrder_AreNeverReported() =>
        await Programs.SampleAsync(
            async program =>
            {
                ValidatedLocks locks = new(new LockOrderValidatorOptions { AcquisitionStacks = false, ThrowOnWrongOrder = true });
                HandoffMutex[] mutexes = Make(locks);
                foreach ((Verb Verb, int Lock)[] caller in program)
                {
                    await RunAsync(caller, mutexes);
                }

                Assert.Empty(locks.Validator.Reports);
            },
            iter: 1_000);

    [Fact]
    public void Programs_ThatKeepToNothing_AreReportedExactlyIfTheirOrdersGoRound() =>
        Programs.Sample(
            program =>
            {
                ValidatedLocks locks = new(new LockOrderValidatorOptions { AcquisitionStacks = false });
                HandoffMutex[] mutexes = Make(locks);
                bool[,] before = new bool[Locks, Locks];
                foreach ((Verb Verb, int Lock)[] caller in program)
                {
                    Run(caller, mutexes, keepOrder: false, (held, asked) => before[held, asked] = true);
                }

                Assert.Equal(GoesRound(before), locks.Validator.Reports.Count > 0);
            },
            iter: 10_000);

    private static HandoffMutex[] Make(ValidatedLocks locks) =>
        [.. Enumerable.Range(0, Locks).Select(i => locks.Make($"lock {i}"))];

    private static void Run((Verb Verb, int Lock)[] caller, HandoffMutex[] mutexes, bool keepOrder, Action<int, int>? onOrder)
    {
        SortedSet<int> held = [];
        foreach ((Verb verb, int number) in caller)
        {
            if (held.Contains(number))
            {
                if (verb == Verb.Exit)
                {
                    mutexes[number].Exit();
                    held.Remove(number);
                }
            }
            else if (verb == Verb.Try || (verb == Verb.Enter && keepOrder && held.Max > number))
            {
                Assert.True(mutexes[number].TryEnter());
                held.Add(number);
            }
            else if (verb == Verb.Enter)
            {
                foreach (int other in held)
                {
                    onOrder?.Invoke(other, number);
                }

                mutexes[number].Enter();
                held.Add(number);
            }
        }

        foreach (int number in held)
        {
            mutexes[number].Exit();
        }
    }

    private static async Task RunAsync((Verb Verb, int Lock)[] caller, HandoffMutex[] mutexes)
    {
        SortedDictionary<int, HandoffMutex.AsyncScope> held = [];
        foreach ((Verb verb, int number) in caller)
        {
            if (held.TryGetValue(number, out HandoffMutex.AsyncScope scope))
            {
                if (verb == Verb.Exit)
                {
                    scope.Dispose();
                    held.Remove(number);
                    await Task.Yield();
                }
            }
            else if (verb == Verb.Try || (verb == Verb.Enter && held.Count > 0 && held.Keys.Last() > number))
            {
                held[number] = await mutexes[number].TryEnterAsync(TimeSpan.Zero);
            }
            else if (verb == Verb.Enter)
            {
                held[number] = await mutexes[number].EnterAsync();
                await Task.Yield();
            }
        }

        foreach (HandoffMutex.AsyncScope scope in held.Values)
        {
            scope.Dispose();
        }
    }

    private static bool GoesRound(bool[,] before)
    {
        for (int via = 0; via < Locks; via++)
        {
            for (int from = 0; from < Locks; from++)
            {
                for (int to = 0; to < Locks; to++)
                {
                    before[from, to] |= before[from, via] && before[via, to];
                }
            }
        }

        return Enumerable.Range(0, Locks).Any(i => before[i, i]);
    }
}
