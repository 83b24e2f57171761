using System.Runtime.CompilerServices;

namespace Baton.Checker.Exploration;

/// <summary>Any value as a 64-bit word: itself if it fits, else the number of an object.</summary>
internal static class Word
{
    /// <summary>How words that stand for a <typeparamref name="T"/> are to be read.</summary>
    public static LocationKind KindOf<T>() => Fits<T>() ? LocationKind.Word : LocationKind.Reference;

    /// <summary>The word that stands for the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long From<T>(T value, ObjectTable objects)
    {
        if (!Fits<T>())
        {
            return typeof(T).IsValueType ? objects.NumberOfValue(value!) : objects.NumberOf(value);
        }

        long word = 0;
        Unsafe.As<long, T>(ref word) = value;
        return Unsafe.SizeOf<T>() == sizeof(int) ? (int)word : word;
    }

    /// <summary>The value that the word stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T To<T>(long word, ObjectTable objects)
    {
        if (!Fits<T>())
        {
            // A location of values has an initial value with a number of its own; 0 is met while a thread leaves.
            return objects[word] is T value ? value : default!;
        }

        return Unsafe.As<long, T>(ref word);
    }

    private static bool Fits<T>() => !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() <= sizeof(long);
}
