// The spin queue by itself: threads join, give up in the middle at any moment, become the head, and leave.
//
//   spin-queue-2        2 threads, 2 times each
//   spin-queue-3        3 threads, once each
//   spin-queue-3-again  3 threads, one of which joins twice
//
// I10: the head alone touches the plain field `_headed`, so two heads are a data race; a queue that lost its shape leaves
// somebody waiting for ever, which is the deadlock verdict; and at the end the tail is null. Three nodes are the
// smallest queue with a middle to leave from, whose neighbours may leave at the same time; joining again is what a late
// store into a node that has left would hit (M25).

using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Models;

/// <summary>Spinners without a mutex.</summary>
internal sealed class SpinQueueAlone : CheckedProgram
{
    private readonly Machine _machine = new(Passing.Chosen) { SpinningPays = true };
    private readonly SpinNode[] _nodes;
    private readonly int _turnsOfFirst;
    private readonly int _turnsOfOthers;
    private SpinQueue _queue;
    private Plain<int> _headed;

    public SpinQueueAlone(int threads, int turnsOfFirst, int turnsOfOthers)
    {
        _turnsOfFirst = turnsOfFirst;
        _turnsOfOthers = turnsOfOthers;
        _nodes = new SpinNode[threads];
        for (int i = 0; i < threads; i++)
        {
            _nodes[i] = new SpinNode();
            _nodes[i].Name($"{i}");
        }

        TailOf(ref _queue).Named("tail");
        _headed.Named("headed");
    }

    public override int ThreadCount => _nodes.Length;

    public override void Run(int thread)
    {
        _machine.Run(thread);
        int turns = thread == 0 ? _turnsOfFirst : _turnsOfOthers;
        for (int turn = 0; turn < turns; turn++)
        {
            var limit = new SpinLimit(_machine.Clock.Chosen(), SpinPace.Brisk);
            if (_queue.TryJoin(_nodes[thread], limit))
            {
                _headed.Value++;
                _queue.Leave(_nodes[thread]);
            }
        }
    }

    public override void Finish() =>
        Check.That(TailOf(ref _queue).Load(MemoryOrder.Relaxed) is null, "I10: when all have left, the queue is empty.");

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_tail")]
    private static extern ref AtomicReference<SpinNode?> TailOf(ref SpinQueue queue);
}
