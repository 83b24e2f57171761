// A program that is wrong on purpose, to show how a failure is told: `baton check example-lazy`, then the `baton replay`
// that it prints.
//
//   example-lazy        1 thread that initialises, and 1 that uses what it finds initialised
//
// The flag is written and read without an order, so that it may be seen before the value is. On x86 the hardware does not
// do it, and .NET's volatile accesses forbid it; the declared orders do not. The cure is Release there and Acquire here.

namespace Baton.Models;

/// <summary>A lazy initialiser that publishes without releasing.</summary>
internal sealed class Example : CheckedProgram
{
    private const int Answer = 42;

    private AtomicInt64 _isReady;
    private Plain<int> _value;

    public Example()
    {
        _isReady.Named("is ready");
        _value.Named("value");
    }

    public override int ThreadCount => 2;

    public override void Run(int thread)
    {
        if (thread == 0)
        {
            _value.Value = Answer;
            _isReady.Store(1, MemoryOrder.Relaxed);
        }
        else if (_isReady.Load(MemoryOrder.Relaxed) == 1)
        {
            Check.That(_value.Value == Answer, "What is ready has its value.");
        }
    }
}
