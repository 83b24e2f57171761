namespace Baton.Scheduling.Classes;

/// <summary>Entities in a row, linked through the entities themselves. Every operation is a few assignments.</summary>
internal struct EntityList
{
    /// <summary>The one at the head, or null.</summary>
    public ListedEntity? First { get; private set; }

    /// <summary>The one at the tail, or null.</summary>
    public ListedEntity? Last { get; private set; }

    /// <summary>Whether there is exactly one, or none.</summary>
    public readonly bool HasAtMostOne => First == Last;

    /// <summary>Adds an entity at the head.</summary>
    public void AddFirst(ListedEntity entity) => AddAfter(null, entity);

    /// <summary>Adds an entity at the tail.</summary>
    public void AddLast(ListedEntity entity) => AddAfter(Last, entity);

    /// <summary>Adds an entity behind <paramref name="previous"/>, which is in the list; null puts it at the head.</summary>
    public void AddAfter(ListedEntity? previous, ListedEntity entity)
    {
        ListedEntity? next = previous is null ? First : previous.Next;
        entity.Previous = previous;
        entity.Next = next;
        if (previous is null)
        {
            First = entity;
        }
        else
        {
            previous.Next = entity;
        }

        if (next is null)
        {
            Last = entity;
        }
        else
        {
            next.Previous = entity;
        }
    }

    /// <summary>Removes an entity that is in the list.</summary>
    public void Remove(ListedEntity entity)
    {
        if (entity.Previous is { } previous)
        {
            previous.Next = entity.Next;
        }
        else
        {
            First = entity.Next;
        }

        if (entity.Next is { } next)
        {
            next.Previous = entity.Previous;
        }
        else
        {
            Last = entity.Previous;
        }

        entity.Next = entity.Previous = null;
    }

    /// <summary>Moves an entity that is in the list to its tail.</summary>
    public void MoveToLast(ListedEntity entity)
    {
        if (entity != Last)
        {
            Remove(entity);
            AddLast(entity);
        }
    }
}
