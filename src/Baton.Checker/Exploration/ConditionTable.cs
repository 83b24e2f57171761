using System.Runtime.CompilerServices;

namespace Baton.Checker.Exploration;

/// <summary>
/// The conditions of named waiting calls, kept so that the exploration can ask them about values that the waiting
/// thread has not seen yet. A condition of at most 16 bytes without references travels in the event itself; any
/// other is interned.
/// </summary>
internal sealed class ConditionTable
{
    private readonly Dictionary<Type, Evaluator> _evaluatorOf = [];
    private readonly List<Evaluator> _evaluators = [];

    /// <summary>Whether <paramref name="value"/> meets the condition.</summary>
    public bool IsMet(int evaluator, long value, long first, long second) =>
        _evaluators[evaluator].IsMet(value, first, second);

    /// <summary>The evaluator for a condition on words, and the condition as two words.</summary>
    public int Encode<TCondition>(TCondition condition, out long first, out long second)
        where TCondition : struct, IWaitCondition<long> =>
        Find<WordEvaluator<TCondition>>(static _ => new WordEvaluator<TCondition>(), null).Encode(condition, out first, out second);

    /// <summary>The evaluator for a condition on references, and the condition as two words.</summary>
    public int Encode<T, TCondition>(TCondition condition, ObjectTable objects, out long first, out long second)
        where T : class?
        where TCondition : struct, IWaitCondition<T> =>
        Find<ReferenceEvaluator<T, TCondition>>(static o => new ReferenceEvaluator<T, TCondition>(o!), objects)
            .Encode(condition, out first, out second);

    private TEvaluator Find<TEvaluator>(Func<ObjectTable?, TEvaluator> create, ObjectTable? objects)
        where TEvaluator : Evaluator
    {
        if (_evaluatorOf.TryGetValue(typeof(TEvaluator), out Evaluator? known))
        {
            return (TEvaluator)known;
        }

        TEvaluator created = create(objects);
        created.Number = _evaluators.Count;
        _evaluators.Add(created);
        _evaluatorOf.Add(typeof(TEvaluator), created);
        return created;
    }

    private abstract class Evaluator
    {
        public int Number { get; set; }

        public abstract bool IsMet(long value, long first, long second);
    }

    private abstract class Evaluator<TCondition> : Evaluator
        where TCondition : struct
    {
        private static readonly bool FitsEvent =
            !RuntimeHelpers.IsReferenceOrContainsReferences<TCondition>() && Unsafe.SizeOf<TCondition>() <= 2 * sizeof(long);

        private readonly Dictionary<TCondition, int> _numbers = [];
        private readonly List<TCondition> _interned = [];

        public int Encode(TCondition condition, out long first, out long second)
        {
            (long First, long Second) words = default;
            if (FitsEvent)
            {
                Unsafe.As<(long, long), TCondition>(ref words) = condition;
            }
            else
            {
                if (!_numbers.TryGetValue(condition, out int number))
                {
                    number = _interned.Count;
                    _interned.Add(condition);
                    _numbers.Add(condition, number);
                }

                words.First = number;
            }

            (first, second) = words;
            return Number;
        }

        protected TCondition Decode(long first, long second)
        {
            if (!FitsEvent)
            {
                return _interned[(int)first];
            }

            (long, long) words = (first, second);
            return Unsafe.As<(long, long), TCondition>(ref words);
        }
    }

    private sealed class WordEvaluator<TCondition> : Evaluator<TCondition>
        where TCondition : struct, IWaitCondition<long>
    {
        public override bool IsMet(long value, long first, long second) => Decode(first, second).IsMet(value);
    }

    private sealed class ReferenceEvaluator<T, TCondition>(ObjectTable objects) : Evaluator<TCondition>
        where T : class?
        where TCondition : struct, IWaitCondition<T>
    {
        public override bool IsMet(long value, long first, long second) =>
            Decode(first, second).IsMet((T)objects[value]!);
    }
}
