namespace Baton.Scheduling.Classes;

/// <summary>An entity that can stand in an <see cref="EntityList"/>: the links are in the entity.</summary>
internal abstract class ListedEntity : SchedulingEntity
{
    // Written by the list only.
    internal ListedEntity? Next;
    internal ListedEntity? Previous;
}
