// The tree against a sorted list, by random walks; after each step its shape is looked over as well: links, order, balance,
// and the least values that the fair class's pick descends by.

using Baton.Scheduling.Classes;
using CsCheck;
using Xunit;

namespace Baton.Tests.Scheduling.Classes;

public sealed class EntityTreeTests
{
    // Keys and values around the place where 64 bits wrap: order is by difference.
    private const long Origin = long.MaxValue - 50;

    [Fact]
    public void RandomWalk_OfInsertionsAndRemovals_AgreesWithASortedList()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 100], Gen.Int[0, 100]).Array[1, 200].Sample(
            walk =>
            {
                EntityTree tree = default;
                List<Leaf> list = [];
                foreach ((int move, int key, int value) in walk)
                {
                    if (move < 4)
                    {
                        Leaf leaf = new(Origin + key, Origin + value);
                        int behind = list.FindIndex(other => other.Offset > leaf.Offset);
                        list.Insert(behind < 0 ? list.Count : behind, leaf);
                        tree.Insert(leaf);
                    }
                    else if (list.Count != 0)
                    {
                        Leaf leaf = list[key % list.Count];
                        list.Remove(leaf);
                        tree.Remove(leaf);
                    }

                    Assert.Equal(list, InOrder(tree));
                    CheckShape(tree.Root, parent: null);
                    long limit = Origin + value;
                    Assert.Same(list.Find(leaf => leaf.Value - limit <= 0), tree.FirstWithin(limit));
                    Assert.Same(list.MinBy(leaf => leaf.Value - Origin), tree.WithLeastValue());
                }
            },
            iter: 2_000);
    }

    [Fact]
    public void Height_OfManyInOrder_IsLogarithmic()
    {
        EntityTree tree = default;
        for (int key = 0; key < 100_000; key++)
        {
            tree.Insert(new Leaf(key, 0));
        }

        // 1.44 times the binary logarithm, which is 16.6.
        Assert.InRange(tree.Root!.Height, 17, 24);
    }

    private static List<TreeEntity> InOrder(EntityTree tree)
    {
        List<TreeEntity> entities = [];
        for (TreeEntity? entity = tree.First; entity is not null; entity = EntityTree.Next(entity))
        {
            entities.Add(entity);
        }

        return entities;
    }

    private static (int Height, long Least) CheckShape(TreeEntity? node, TreeEntity? parent)
    {
        if (node is null)
        {
            return (0, long.MaxValue);
        }

        Assert.Same(parent, node.Parent);
        (int leftHeight, long leftLeast) = CheckShape(node.Left, node);
        (int rightHeight, long rightLeast) = CheckShape(node.Right, node);
        Assert.InRange(leftHeight - rightHeight, -1, 1);
        Assert.Equal(1 + Math.Max(leftHeight, rightHeight), node.Height);
        long least = Math.Min(node.Value - Origin, Math.Min(leftLeast, rightLeast));
        Assert.Equal(least, node.LeastValue - Origin);
        return (node.Height, least);
    }

    private sealed class Leaf : TreeEntity
    {
        public Leaf(long key, long value)
        {
            Key = key;
            Value = value;
        }

        public long Offset => Key - Origin;

        public override SchedulingPolicy Policy => default;

        public override long Entitlement => 0;

        public override int Rank => 0;

        public override string ToString() => $"{Offset}:{Value - Origin}";

        protected override bool TryAdopt(SchedulingPolicy policy) => false;
    }
}
