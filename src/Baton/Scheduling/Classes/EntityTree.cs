// A balanced search tree (AVL) of entities, linked through the entities themselves, sorted by Key and by arrival among
// equal keys, with the least Value of every subtree noted at its root. The note answers in one descent what EEVDF asks at
// every pick: the first by deadline of those who are not ahead of their share (FirstWithin).
//
// Keys and values are points on a circle of 2^64, compared by their difference: virtual time may pass long.MaxValue, as
// long as all that is in one tree lies within half the circle.
//
// A height fits in a byte: with the 2^63 nodes that no machine has, an AVL tree is 91 high.

namespace Baton.Scheduling.Classes;

/// <summary>A sorted set of entities. All changes cost the logarithm of the size, and allocate nothing.</summary>
internal struct EntityTree
{
    private TreeEntity? _root;

    /// <summary>The entity with the least key, the earliest to arrive of several; null if there is none.</summary>
    public readonly TreeEntity? First => _root is null ? null : Leftmost(_root);

    /// <summary>The root, for those who check the shape.</summary>
    internal readonly TreeEntity? Root => _root;

    /// <summary>Adds an entity that is in no tree, after those of the same key.</summary>
    public void Insert(TreeEntity entity)
    {
        TreeEntity? parent = null;
        bool isLeft = false;
        for (TreeEntity? node = _root; node is not null; node = isLeft ? node.Left : node.Right)
        {
            parent = node;
            isLeft = entity.Key - node.Key < 0;
        }

        entity.Left = entity.Right = null;
        entity.Parent = parent;
        entity.Height = 1;
        entity.LeastValue = entity.Value;
        if (parent is null)
        {
            _root = entity;
        }
        else
        {
            if (isLeft)
            {
                parent.Left = entity;
            }
            else
            {
                parent.Right = entity;
            }

            Repair(parent);
        }
    }

    /// <summary>Removes an entity that is in this tree.</summary>
    public void Remove(TreeEntity entity)
    {
        TreeEntity? lowestChanged;
        if (entity.Left is { } left && entity.Right is { } right)
        {
            // The next in order takes its place. It has no left child: its right child takes its own place.
            TreeEntity heir = Leftmost(right);
            if (heir == right)
            {
                lowestChanged = heir;
            }
            else
            {
                lowestChanged = heir.Parent!;
                Replace(heir, heir.Right);
                heir.Right = right;
                right.Parent = heir;
            }

            heir.Left = left;
            left.Parent = heir;
            Replace(entity, heir);
        }
        else
        {
            lowestChanged = entity.Parent;
            Replace(entity, entity.Left ?? entity.Right);
        }

        entity.Left = entity.Right = entity.Parent = null;
        if (lowestChanged is not null)
        {
            RepairAll(lowestChanged);
        }
    }

    /// <summary>Of the entities whose value is at most <paramref name="limit"/>, the one with the least key; or null.</summary>
    public readonly TreeEntity? FirstWithin(long limit)
    {
        TreeEntity? node = _root;
        if (node is null || node.LeastValue - limit > 0)
        {
            return null;
        }

        // Somebody at or below the node is within the limit; everybody on the left of a node precedes it.
        while (true)
        {
            if (node.Left is { } left && left.LeastValue - limit <= 0)
            {
                node = left;
            }
            else if (node.Value - limit <= 0)
            {
                return node;
            }
            else
            {
                node = node.Right!;
            }
        }
    }

    /// <summary>The entity with the least value, the first by key of several; null if there is none.</summary>
    public readonly TreeEntity? WithLeastValue() => _root is null ? null : FirstWithin(_root.LeastValue);

    /// <summary>The entity that follows in order, or null.</summary>
    public static TreeEntity? Next(TreeEntity entity)
    {
        if (entity.Right is { } right)
        {
            return Leftmost(right);
        }

        TreeEntity node = entity;
        while (node.Parent is { } parent)
        {
            if (parent.Left == node)
            {
                return parent;
            }

            node = parent;
        }

        return null;
    }

    private static TreeEntity Leftmost(TreeEntity node)
    {
        while (node.Left is { } left)
        {
            node = left;
        }

        return node;
    }

    private void Replace(TreeEntity node, TreeEntity? successor)
    {
        TreeEntity? parent = node.Parent;
        if (parent is null)
        {
            _root = successor;
        }
        else if (parent.Left == node)
        {
            parent.Left = successor;
        }
        else
        {
            parent.Right = successor;
        }

        if (successor is not null)
        {
            successor.Parent = parent;
        }
    }

    // From a node whose children have changed up to the first that looks the same as before from above.
    private void Repair(TreeEntity? node)
    {
        while (node is not null)
        {
            int height = node.Height;
            long least = node.LeastValue;
            TreeEntity top = Balance(node);
            if (top.Height == height && top.LeastValue == least)
            {
                return;
            }

            node = top.Parent;
        }
    }

    // After a removal, up to the root: where an heir has come in, what it looked like before was another place.
    private void RepairAll(TreeEntity? node)
    {
        while (node is not null)
        {
            node = Balance(node).Parent;
        }
    }

    private TreeEntity Balance(TreeEntity node)
    {
        int lean = HeightOf(node.Left) - HeightOf(node.Right);
        if (lean > 1)
        {
            TreeEntity left = node.Left!;
            if (HeightOf(left.Left) < HeightOf(left.Right))
            {
                RotateLeft(left);
            }

            return RotateRight(node);
        }

        if (lean < -1)
        {
            TreeEntity right = node.Right!;
            if (HeightOf(right.Right) < HeightOf(right.Left))
            {
                RotateRight(right);
            }

            return RotateLeft(node);
        }

        Refresh(node);
        return node;
    }

    //     node                 right
    //    /    \               /     \
    //   a     right   ->    node     c
    //        /     \       /    \
    //       b       c     a      b
    private TreeEntity RotateLeft(TreeEntity node)
    {
        TreeEntity right = node.Right!;
        Replace(node, right);
        node.Right = right.Left;
        if (node.Right is { } moved)
        {
            moved.Parent = node;
        }

        right.Left = node;
        node.Parent = right;
        Refresh(node);
        Refresh(right);
        return right;
    }

    private TreeEntity RotateRight(TreeEntity node)
    {
        TreeEntity left = node.Left!;
        Replace(node, left);
        node.Left = left.Right;
        if (node.Left is { } moved)
        {
            moved.Parent = node;
        }

        left.Right = node;
        node.Parent = left;
        Refresh(node);
        Refresh(left);
        return left;
    }

    private static int HeightOf(TreeEntity? node) => node is null ? 0 : node.Height;

    private static void Refresh(TreeEntity node)
    {
        int height = 0;
        long least = node.Value;
        if (node.Left is { } left)
        {
            height = left.Height;
            if (left.LeastValue - least < 0)
            {
                least = left.LeastValue;
            }
        }

        if (node.Right is { } right)
        {
            height = Math.Max(height, right.Height);
            if (right.LeastValue - least < 0)
            {
                least = right.LeastValue;
            }
        }

        node.Height = (byte)(height + 1);
        node.LeastValue = least;
    }
}
