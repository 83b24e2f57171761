namespace Baton.Checker;

/// <summary>What a named waiting call waits to see in one location. It depends on nothing but the value and its own fields.</summary>
/// <typeparam name="T">The location's type: <see cref="long"/> for words of either size, or a reference.</typeparam>
public interface IWaitCondition<in T>
{
    /// <summary>Whether the waiting is over when the location has this value.</summary>
    bool IsMet(T value);
}

/// <summary>A condition over several shared locations, for <see cref="Check.Await{TCondition}(TCondition, string?, int)"/>.</summary>
public interface IWaitCondition
{
    /// <summary>Reads shared locations and says whether the waiting is over. Changes nothing.</summary>
    bool IsMet();
}

/// <summary>Met by one value.</summary>
/// <param name="Value">The value waited for.</param>
public readonly record struct Becomes(long Value) : IWaitCondition<long>
{
    /// <inheritdoc/>
    public bool IsMet(long value) => value == Value;
}

/// <summary>Met by every value but one.</summary>
/// <param name="Value">The value that goes on waiting.</param>
public readonly record struct Leaves(long Value) : IWaitCondition<long>
{
    /// <inheritdoc/>
    public bool IsMet(long value) => value != Value;
}
