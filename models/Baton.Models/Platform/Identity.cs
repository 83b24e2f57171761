namespace Baton.Platform;

/// <summary>"Who am I?", answered for model threads.</summary>
internal static class Identity
{
    public const long Unit = 16;

    public static long CurrentId => Machine.Current.CurrentId;

    public static object? Attachment => Machine.Current.Attachment;

    public static void Attach(long id, object attachment) => Machine.Current.Attach(id, attachment);

    public static long Draw(int count) => Machine.Current.DrawIds(count);
}
