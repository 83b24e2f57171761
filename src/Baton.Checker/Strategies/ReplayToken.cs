using System.Buffers.Text;
using Baton.Checker.Exploration;

namespace Baton.Checker.Strategies;

/// <summary>The path to an execution, as text.</summary>
internal static class ReplayToken
{
    private const byte Version = 1;

    /// <summary>The path as text.</summary>
    public static string Encode(MemoryOrders orders, ReadOnlySpan<int> path)
    {
        var bytes = new List<byte> { Version, (byte)orders };
        foreach (int step in path)
        {
            uint rest = (uint)step;
            while (rest >= 0x80)
            {
                bytes.Add((byte)(rest | 0x80));
                rest >>= 7;
            }

            bytes.Add((byte)rest);
        }

        return Base64Url.EncodeToString(bytes.ToArray());
    }

    /// <summary>The path that the text means.</summary>
    /// <exception cref="FormatException">It is not a token.</exception>
    public static (MemoryOrders Orders, int[] Path) Decode(string token)
    {
        if (!Base64Url.IsValid(token))
        {
            throw new FormatException($"'{token}' is not a replay token. Copy the whole token from the report.");
        }

        byte[] bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < 2 || bytes[0] != Version || bytes[1] > (byte)MemoryOrders.DotNet)
        {
            throw new FormatException($"'{token}' is a replay token of another version of the checker. Run the check again.");
        }

        var path = new List<int>();
        uint step = 0;
        int shift = 0;
        foreach (byte part in bytes.AsSpan(2))
        {
            step |= (uint)(part & 0x7F) << shift;
            shift += 7;
            if (part < 0x80)
            {
                path.Add((int)step);
                step = 0;
                shift = 0;
            }
        }

        return ((MemoryOrders)bytes[1], [.. path]);
    }
}
