namespace Baton.Scheduling.Classes;

/// <summary>An entity that can stand in an <see cref="EntityTree"/>: the links are in the entity, so that nothing is
/// allocated when it enters or leaves.</summary>
internal abstract class TreeEntity : SchedulingEntity
{
    /// <summary>What the tree sorts by. Changes only while the entity is in no tree.</summary>
    public long Key { get; protected set; }

    /// <summary>What the tree knows the least of, in every subtree. Changes only while the entity is in no tree.</summary>
    public long Value { get; protected set; }

    // Written by the tree only.
    internal TreeEntity? Left;
    internal TreeEntity? Right;
    internal TreeEntity? Parent;
    internal long LeastValue;
    internal byte Height;
}
