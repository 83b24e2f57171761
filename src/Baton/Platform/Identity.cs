using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>"Who am I?": the calling thread's id, and the object that goes with it.</summary>
/// <remarks>
/// Ids are never given twice, so an id in an owner word cannot come to mean another thread when the first has
/// ended. There are 2⁵⁹ of them: ten million a second last for eighteen hundred years.
/// </remarks>
internal static class Identity
{
    /// <summary>Ids are multiples of this, which leaves the low bits of an owner word to its flags.</summary>
    public const long Unit = 16;

    private static readonly IdSource Ids = new(Unit);

    // The id is kept beside the object because the fast paths need nothing else: one thread-static read.
    [ThreadStatic]
    private static long t_id;

    [ThreadStatic]
    private static object? t_attachment;

    /// <summary>The calling thread's id, or 0 if it has none yet.</summary>
    public static long CurrentId
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_id;
    }

    /// <summary>What was attached to the calling thread; it lives as long as the thread.</summary>
    public static object? Attachment => t_attachment;

    /// <summary>Makes the calling thread known by <paramref name="id"/>.</summary>
    public static void Attach(long id, object attachment)
    {
        t_attachment = attachment;
        t_id = id;
    }

    /// <inheritdoc cref="IdSource.Draw"/>
    public static long Draw(int count) => Ids.Draw(count);
}
