namespace Baton.Cli;

/// <summary>A file that the user named. That it cannot be written is bad input: one sentence, with the option in it.</summary>
internal static class OutputFile
{
    /// <summary>Writes to <paramref name="target"/>, as <paramref name="option"/> says.</summary>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static void Write(string option, string target, Action write)
    {
        try
        {
            write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{option}: cannot write to '{target}': {unwritable.Message}");
        }
    }
}
