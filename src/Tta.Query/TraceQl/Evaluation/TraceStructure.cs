// Spec: nested sets as in Tempo 3, tempodb/encoding/vparquet4/nested_set_model.go. Difference: spans below a parent that is not stored are
// numbered too, after the others, so that relations among them hold; the parent of the topmost of them is 0. Where both sides of a call
// have one id, as Zipkin's senders give them, children hang under the server's, and servers under the client's.
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The tree of a trace: parents, children, and the numbers of the nested set model. Spans are named by index.</summary>
internal sealed class TraceStructure
{
    /// <summary>No parent, or none that is stored.</summary>
    public const int None = -1;

    private const int RootParentNumber = -1;

    private readonly Dictionary<SpanId, int> _indexes = [];
    private readonly Dictionary<SpanId, int> _seconds = [];
    private readonly Dictionary<(SpanId Parent, bool IsSecond), int> _families = [];
    private int[] _parent = [];
    private int[] _family = [];
    private int[] _firstChild = [];
    private int[] _nextSibling = [];
    private int[] _childCount = [];
    private int[] _left = [];
    private int[] _right = [];
    private int[] _parentLeft = [];
    private int[] _order = [];
    private int _orderLength;

    /// <summary>Index of the parent.</summary>
    public ReadOnlySpan<int> Parent => _parent;

    /// <summary>Spans with the same number have the same parent, stored or not; all spans without one are a family.</summary>
    public ReadOnlySpan<int> Family => _family;

    /// <summary>Number of families.</summary>
    public int FamilyCount => _families.Count;

    /// <summary>Number of direct children.</summary>
    public ReadOnlySpan<int> ChildCount => _childCount;

    /// <summary>Left bound of the nested set; 0 for a span in a circle of parents.</summary>
    public ReadOnlySpan<int> Left => _left;

    /// <summary>Right bound of the nested set.</summary>
    public ReadOnlySpan<int> Right => _right;

    /// <summary>Left bound of the parent; -1 for a root, 0 where the parent is not stored.</summary>
    public ReadOnlySpan<int> ParentLeft => _parentLeft;

    /// <summary>Indexes with every parent before its children.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _orderLength);

    public void Build(IReadOnlyList<Span> spans, int count)
    {
        Reset(count);
        for (int i = 0; i < count; i++)
        {
            if (!_indexes.TryAdd(spans[i].SpanId, i))
            {
                _seconds.TryAdd(spans[i].SpanId, i);
            }
        }

        // From the last to the first, so that children come in the order of the spans.
        for (int i = count - 1; i >= 0; i--)
        {
            SpanId parentId = spans[i].ParentSpanId;
            (int parent, bool isSecond) = FindParent(spans, i);
            _families.TryAdd((parentId, isSecond), _families.Count);
            _family[i] = _families[(parentId, isSecond)];
            _parent[i] = parent;
            if (parent != None)
            {
                _nextSibling[i] = _firstChild[parent];
                _firstChild[parent] = i;
                _childCount[parent]++;
            }
        }

        int number = 1;
        for (int i = 0; i < count; i++)
        {
            if (!spans[i].ParentSpanId.IsValid)
            {
                _parentLeft[i] = RootParentNumber;
                number = Number(i, number);
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (_parent[i] == None && spans[i].ParentSpanId.IsValid)
            {
                number = Number(i, number);
            }
        }
    }

    private (int Parent, bool IsSecond) FindParent(IReadOnlyList<Span> spans, int index)
    {
        SpanId id = spans[index].ParentSpanId;
        if (!id.IsValid || !_indexes.TryGetValue(id, out int first))
        {
            return (None, false);
        }

        SpanKind wanted = spans[index].Kind == SpanKind.Server ? SpanKind.Client : SpanKind.Server;
        if (_seconds.TryGetValue(id, out int second) && spans[first].Kind != wanted && spans[second].Kind == wanted)
        {
            return second == index ? (None, true) : (second, true);
        }

        return first == index ? (None, false) : (first, false);
    }

    // Numbers a tree, going down on the left and up on the right.
    private int Number(int top, int number)
    {
        int current = top;
        Enter(current, ref number);
        while (true)
        {
            if (_firstChild[current] != None)
            {
                // Taken from the list of children, so that coming back finds the next.
                int child = _firstChild[current];
                _firstChild[current] = _nextSibling[child];
                _parentLeft[child] = _left[current];
                current = child;
                Enter(current, ref number);
                continue;
            }

            _right[current] = number++;
            if (current == top)
            {
                return number;
            }

            current = _parent[current];
        }
    }

    private void Enter(int index, ref int number)
    {
        _left[index] = number++;
        _order[_orderLength++] = index;
    }

    private void Reset(int count)
    {
        _indexes.Clear();
        _seconds.Clear();
        _families.Clear();
        _orderLength = 0;
        if (_parent.Length < count)
        {
            int length = Math.Max(64, count * 2);
            _parent = new int[length];
            _family = new int[length];
            _firstChild = new int[length];
            _nextSibling = new int[length];
            _childCount = new int[length];
            _left = new int[length];
            _right = new int[length];
            _parentLeft = new int[length];
            _order = new int[length];
        }

        _firstChild.AsSpan(0, count).Fill(None);
        _nextSibling.AsSpan(0, count).Fill(None);
        _childCount.AsSpan(0, count).Clear();
        _left.AsSpan(0, count).Clear();
        _right.AsSpan(0, count).Clear();
        _parentLeft.AsSpan(0, count).Clear();
    }
}
